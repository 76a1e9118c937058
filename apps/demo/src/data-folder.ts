import { chmodSync, mkdirSync, statSync } from 'node:fs';

/**
 * Makes the data folder, for its owner alone. A folder that is there already stays as it is: it may be for more than this.
 * Returns what to warn of, if others can reach it.
 */
export function makeDataFolder(path: string): string | undefined {
  const made = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (made !== undefined) {
    chmodSync(path, 0o700);
    return undefined;
  }
  const mode = statSync(path).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
  return `others can reach the data folder ${path} (mode ${mode.toString(8)}): chmod 700 keeps them out`;
}
