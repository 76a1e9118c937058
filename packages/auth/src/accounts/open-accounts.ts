import { Accounts } from './accounts.ts';
import { createFile, fileStorage } from '../file/file-storage.ts';
import { memoryPath, memoryStorage } from '../file/memory-storage.ts';
import { resolveOptions, type AccountsOptions } from './options.ts';

/**
 * Opens the accounts of a file. The folder must be there; the file is made, mode 0600, if it is not. Beside it stand
 * `<file>.lock`, which is empty and stays, and for moments `<file>.tmp`. With the path `:memory:` nothing is kept.
 *
 * @throws AuthError `ERR_AUTH_FILE` when a line is malformed (its number is in `line`), when others can read the
 * file, or when it cannot be read.
 * @throws RangeError or TypeError for an option out of bounds.
 */
export async function openAccounts(path: string, options: AccountsOptions = {}): Promise<Accounts> {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`Expected \`path\` to be a path, got ${path === '' ? '""' : typeof path}`);
  }
  const resolved = resolveOptions(options);
  if (path === memoryPath) {
    const storage = memoryStorage();
    return new Accounts(storage, await storage.read(), resolved);
  }
  const storage = fileStorage(path, resolved);
  if (resolved.create) await createFile(storage);
  return new Accounts(storage, await storage.read(), resolved);
}
