import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A server that is measured, and that is installed here. */
export interface Peer<Options> {
  readonly name: string;
  /** What it is, with its version. */
  readonly about: string;
  /** The command that serves. Only ours takes options. */
  command(options: Options): [string, ...string[]];
  /** What ends it: a wrapper of another program has to end that first. @default 'SIGKILL' */
  readonly endSignal?: NodeJS.Signals;
}

/**
 * Finds the peers that are installed, and builds those that need it.
 *
 * @param finders one for each name; it throws if the peer is not there
 * @param skipped told of each peer that is not there, and why
 */
export function findPeers<Name extends string, Options>(
  names: readonly Name[],
  finders: Readonly<Record<Name, () => Omit<Peer<Options>, 'name'>>>,
  skipped: (name: Name, reason: string) => void,
): Peer<Options>[] {
  return names.flatMap((name) => {
    try {
      return [{ name, ...finders[name]() }];
    } catch (error) {
      skipped(name, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
      return [];
    }
  });
}

/** Runs a command to its end, and returns what it wrote. @throws {Error} if it is not there, or fails */
export function runCommand(command: string, args: readonly string[]): string {
  return execFileSync(command, [...args], {
    encoding: 'utf8',
    timeout: 120_000,
    stdio: 'pipe',
  }).trim();
}

/** The command that runs the complete server as users start it, measured at its echo or its chat port. */
export function appCommand(server: 'echo' | 'chat', maxThreads?: number): [string, ...string[]] {
  const more = maxThreads === undefined ? [] : ['--max-threads', String(maxThreads)];
  return [process.execPath, join(import.meta.dirname, 'servers/app.ts'), server, ...more];
}
