import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SettingsError } from './read-settings.ts';

/**
 * Makes the data folder, for its owner alone. A folder that is there already stays as it is: it may be for more than this.
 * Returns what to warn of, if others can reach it.
 *
 * @throws {SettingsError} if it cannot be made, or is not a folder
 */
export function makeDataFolder(path: string): string | undefined {
  try {
    if (makeFolder(resolve(path))) {
      chmodSync(path, 0o700);
      return undefined;
    }
    const status = statSync(path);
    if (!status.isDirectory()) throw new Error('it is not a folder');
    const mode = status.mode & 0o777;
    if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
    return `others can reach the data folder ${path} (mode ${mode.toString(8)}): chmod 700 keeps them out`;
  } catch (error) {
    const reason = (error as Error).message;
    throw new SettingsError(78, `Cannot use the data folder "${path}": ${reason}`);
  }
}

/**
 * Makes a folder and those above it; false if something is there already. `mkdirSync` with `recursive` never returns
 * where a folder can be seen but nothing made in it, such as `/proc`.
 */
function makeFolder(path: string): boolean {
  const make = (): boolean => {
    mkdirSync(path, { mode: 0o700 });
    return true;
  };
  try {
    return make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || !makeFolder(above)) throw error;
    return make();
  }
}
