import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '../../../common/node/sqlite.ts';
import { SettingsError } from './read-settings.ts';

const sqliteBusy = 5;

/** Another server holds the lock of the data folder. */
export class DataFolderInUse extends Error {
  readonly code = 'ERR_DATA_FOLDER_IN_USE';
}

/**
 * Takes the lock of a data folder, for this process alone, and returns what releases it. The system releases it too,
 * however the process ends: it is SQLite's lock on the file `server.lock`. `server.pid` says who holds it.
 *
 * @throws {DataFolderInUse} that names the process that has it
 * @throws {SettingsError} if the folder cannot be written to
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
    if (errcode === sqliteBusy)
      throw new DataFolderInUse(`Cannot use the data folder "${data}": ${holder(pidPath)} uses it`);
    throw new SettingsError(78, `Cannot use the data folder "${data}": ${message}`);
  }
  const held = database;
  return () => held.close();
}

/** Opens a file of the folder, makes it if there is none, and leaves it to the folder's owner if root does so. */
function openOwnFile(path: string, folder: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const file = fstatSync(fd);
    // A link put there by the folder's owner must not lead to a file of root's.
    if (!file.isFile() || file.nlink > 1) throw new Error(`"${path}" is not a file of its own`);
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

function holder(pidPath: string): string {
  try {
    const pid = Number(readFileSync(pidPath, 'utf8'));
    if (Number.isInteger(pid) && pid > 0) return `process ${pid}`;
  } catch {
    // It has not written its number yet.
  }
  return 'another process';
}
