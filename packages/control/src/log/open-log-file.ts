import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_WRONLY } = constants;

/**
 * Opens a log file for appending; creates it (0600) and its folder (0700) if they do not exist. A file created by root gets
 * the owner of its folder. A symbolic link is followed only if it belongs to this user or to root; anything but a regular
 * file or a device is rejected.
 *
 * @throws {ControlError} `ERR_CONTROL_LOG`
 */
export function openForAppending(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const target = followLink(path);
    return create(target) ?? openExisting(target, O_WRONLY | O_APPEND);
  } catch (error) {
    const message = `Cannot open log file "${path}": ${messageOf(error)}${ownerHint(path, error)}`;
    throw new ControlError('ERR_CONTROL_LOG', message, { cause: error });
  }
}

/** Opens a log file for reading, with the same checks. @throws {Error} the system's error, such as `ENOENT` */
export function openForReading(path: string): number {
  return openExisting(followLink(path), O_RDONLY);
}

/** Creates the file; undefined if it exists. */
function create(path: string): number | undefined {
  let fd: number;
  try {
    fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined;
    throw error;
  }
  if (isRoot()) {
    const { uid, gid } = statSync(dirname(path));
    fchownSync(fd, uid, gid);
  }
  return fd;
}

function openExisting(path: string, flags: number): number {
  // Without O_NONBLOCK, opening a FIFO would block.
  const fd = openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    // A device such as /dev/null is allowed.
    if (!stats.isFile() && !stats.isCharacterDevice()) throw new Error('it is not a regular file');
    // The owner of the folder may have hard-linked another user's file here.
    if (stats.nlink > 1 && isRoot() && stats.uid !== statSync(dirname(path)).uid) {
      throw new Error('it has several hard links and does not belong to the owner of its folder');
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Resolves a symbolic link. @throws {Error} if the link belongs to another user */
export function followLink(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isSymbolicLink()) return path;
  const user = process.geteuid?.();
  if (user !== undefined && stats.uid !== user && stats.uid !== 0) {
    throw new Error(`it is a symbolic link that belongs to user ${stats.uid}`);
  }
  try {
    return realpathSync(path);
  } catch {
    // The file does not exist yet, or was rotated.
    return resolve(dirname(path), readlinkSync(path));
  }
}

function ownerHint(path: string, error: unknown): string {
  if (codeOf(error) !== 'EACCES') return '';
  const user = process.geteuid?.();
  const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
  if (user === undefined || owner === undefined || owner === user) return '';
  return `; it belongs to user ${owner}, this process runs as user ${user}`;
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
