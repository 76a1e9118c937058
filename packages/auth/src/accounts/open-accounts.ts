import { shown, typeError } from '../../../../common/options/expect-options.ts';
import { createFile, fileStorage } from '../file/file-storage.ts';
import { memoryPath, memoryStorage } from '../file/storage.ts';
import { Accounts } from './accounts.ts';
import { type AccountsOptions, resolveOptions } from './options.ts';

/**
 * Opens an accounts file. Its folder must exist. The file is created with mode 0600 unless it exists or `create` is
 * false. `<file>.lock`, an empty file, stays next to it; `<file>.tmp` exists only during a write. The path `:memory:`
 * stores nothing on disk.
 *
 * @throws AuthError `ERR_AUTH_FILE` if a line is malformed (`line` is its number), other users can access the file, or
 * it cannot be read or created.
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) or RangeError (`ERR_OUT_OF_RANGE`) for an invalid
 * option.
 */
export async function openAccounts(path: string, options: AccountsOptions = {}): Promise<Accounts> {
  if (typeof path !== 'string' || path === '') {
    throw typeError(`Expected \`path\` to be the path of a file, got ${shown(path)}`);
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
