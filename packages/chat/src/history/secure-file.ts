import {
  chmodSync,
  closeSync,
  fchownSync,
  lstatSync,
  openSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { ChatError } from '../errors.ts';

/** SQLite's files beside the database. */
const sideFiles = ['-wal', '-shm', '-journal'];

/**
 * Checks that nothing at the path, or beside it, leads elsewhere: whoever may write to the folder could have put a link
 * there to a file of somebody else, which a server run by root would then overwrite.
 *
 * @returns the file; undefined if there is none.
 * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if something is there that is not a regular file of this one name.
 */
export function inspectFile(file: string): Stats | undefined {
  for (const end of sideFiles) inspect(`${file}${end}`);
  return inspect(file);
}

/** Makes an empty file that only its owner can read. What root makes belongs to the owner of the folder. */
export function createFile(file: string): void {
  // Exclusive: never through a link.
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    if (!isRoot()) return;
    const { uid, gid } = statSync(dirname(file));
    fchownSync(descriptor, uid, gid);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Lets nobody but its owner read the file; SQLite gives its side files the same mode and owner. By its path: closing a
 * descriptor of a database drops the locks that this process holds on it.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if the path no longer names the file it named before.
 */
export function secureFile(file: string, before: Stats): void {
  const stat = inspect(file);
  if (stat?.ino !== before.ino || stat.dev !== before.dev) {
    throw refusal(file, 'it was replaced while it was opened');
  }
  // A mode is set through links, so root leaves the files of others to them.
  if (isRoot() && stat.uid !== 0) return;
  if ((stat.mode & 0o777) !== 0o600) chmodSync(file, 0o600);
}

function inspect(path: string): Stats | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isFile() && stat.nlink === 1)) return stat;
  if (stat.isDirectory()) throw refusal(path, 'it is a folder');
  throw refusal(path, stat.isFile() ? 'the file has a second name' : 'it is not a regular file');
}

function refusal(path: string, why: string): ChatError {
  return new ChatError('ERR_CHAT_HISTORY_FAILED', `Cannot open "${path}": ${why}`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
