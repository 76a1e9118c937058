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

/** Suffixes of SQLite's additional files. */
const sideFiles = ['-wal', '-shm', '-journal'];

/**
 * Checks that the history file and SQLite's additional files are not links. Any user who can write to the folder could
 * create a link to another user's file, which a server running as root would overwrite.
 *
 * @returns the stats of the file; undefined if it does not exist.
 * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if a path is not a regular file with a single link.
 */
export function inspectFile(file: string): Stats | undefined {
  for (const end of sideFiles) inspect(`${file}${end}`);
  return inspect(file);
}

/** Creates an empty file with mode 0600. A file created by root gets the owner of the folder. */
export function createFile(file: string): void {
  // `wx` does not follow links.
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
 * Sets the mode of the file to 0600. SQLite gives its additional files the same mode and owner. Uses the path, because
 * closing a descriptor of a database releases the locks that this process holds on it.
 *
 * @throws ChatError `ERR_CHAT_HISTORY_FAILED` if the file at the path was replaced.
 */
export function secureFile(file: string, before: Stats): void {
  const stat = inspect(file);
  if (stat?.ino !== before.ino || stat.dev !== before.dev) {
    throw refusal(file, 'it was replaced while it was opened');
  }
  // chmod follows links, so root does not change the files of other users.
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
