import {
  chmodSync,
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from '../../../common/node/sqlite.ts';
import { SettingsError } from './settings.ts';

/**
 * Creates the data folder, accessible to its owner only. The mode of an existing folder is not changed; returns a warning
 * if other users can access it.
 *
 * @throws {SettingsError} if it cannot be created, or is not a folder
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
    return `other users can access the data folder ${path} (mode ${mode.toString(8)}); chmod 700 prevents it`;
  } catch (error) {
    const reason = (error as Error).message;
    throw new SettingsError(78, `Cannot use the data folder "${path}": ${reason}`);
  }
}

/**
 * Creates a folder and its parents; returns false if it exists. `mkdirSync()` with `recursive` never returns in a
 * read-only file system such as `/proc`.
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
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || !makeFolder(parent)) throw error;
    return make();
  }
}

/** Another server has locked the data folder. */
class DataFolderInUse extends Error {
  readonly code = 'ERR_DATA_FOLDER_IN_USE';
}

const sqliteBusy = 5;

/**
 * Locks a data folder for this process; returns a function that unlocks it. The lock is an SQLite lock on the file
 * `server.lock`, so that the system releases it however the process ends. `server.pid` names the process.
 *
 * @throws {DataFolderInUse} if another process has locked it
 * @throws {SettingsError} if the folder is not writable
 */
export function lockDataFolder(data: string): () => void {
  const pidPath = join(data, 'server.pid');
  let database: DatabaseSync | undefined;
  try {
    const lockPath = join(data, 'server.lock');
    closeSync(openOwnFile(lockPath, data));
    database = new DatabaseSync(lockPath, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writePid(pidPath, data);
  } catch (error) {
    database?.close();
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode === sqliteBusy) {
      const owner = lockOwner(pidPath);
      throw new DataFolderInUse(`Cannot use the data folder "${data}": ${owner} is using it`);
    }
    throw new SettingsError(78, `Cannot use the data folder "${data}": ${message}`);
  }
  const locked = database;
  return () => locked.close();
}

/** Opens a file in the folder, or creates it. A file created by root belongs to the owner of the folder. */
function openOwnFile(path: string, folder: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const file = fstatSync(fd);
    // A link planted by the owner of the folder must not lead to a file of root.
    if (!file.isFile() || file.nlink > 1) throw new Error(`"${path}" is a link or not a file`);
    const { uid, gid } = statSync(folder);
    if (process.getuid?.() === 0 && file.uid !== uid) fchownSync(fd, uid, gid);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function writePid(path: string, folder: string): void {
  const fd = openOwnFile(path, folder);
  try {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } finally {
    closeSync(fd);
  }
}

function lockOwner(pidPath: string): string {
  try {
    const pid = Number(readFileSync(pidPath, 'utf8'));
    if (Number.isInteger(pid) && pid > 0) return `process ${pid}`;
  } catch {
    // Not written yet.
  }
  return 'another process';
}
