import { execFileSync } from 'node:child_process';

/** Runs a command to its end, and returns what it wrote. @throws {Error} if it is not there, or fails */
export function runCommand(command: string, args: readonly string[]): string {
  return execFileSync(command, [...args], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: 'pipe',
  }).trim();
}
