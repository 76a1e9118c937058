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
 * Opens a log file for appending; makes it (0600) and its folder (0700) if there are none. A file that root makes gets
 * the owner of its folder. A symbolic link is followed only if it belongs to this user or to root; anything but a
 * regular file or a device is refused.
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

/** Opens a log file for reading, with the same care. @throws the system's error, for example that there is none */
export function openForReading(path: string): number {
  return openExisting(followLink(path), O_RDONLY);
}

/** Makes the file; undefined if there is one already. */
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
  // Without O_NONBLOCK a FIFO would wait for its other end.
  const fd = openSync(path, flags | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    // A device, such as /dev/null, is one on purpose.
    if (!stats.isFile() && !stats.isCharacterDevice()) throw new Error('it is not a regular file');
    // The owner of the folder could have given another user's file this name too.
    if (stats.nlink > 1 && isRoot() && stats.uid !== statSync(dirname(path)).uid) {
      throw new Error('it has further names, and belongs to another user than its folder');
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Where a path leads. @throws {Error} if it is a link of another user */
export function followLink(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isSymbolicLink()) return path;
  const user = process.geteuid?.();
  if (user !== undefined && stats.uid !== user && stats.uid !== 0) {
    throw new Error(`it is a link that belongs to user ${stats.uid}`);
  }
  try {
    return realpathSync(path);
  } catch {
    // To a file that is not there yet, or was rotated.
    return resolve(dirname(path), readlinkSync(path));
  }
}

function ownerHint(path: string, error: unknown): string {
  if (codeOf(error) !== 'EACCES') return '';
  const user = process.geteuid?.();
  const owner = lstatSync(path, { throwIfNoEntry: false })?.uid;
  if (user === undefined || owner === undefined || owner === user) return '';
  return `; it belongs to user ${owner}, this is user ${user}`;
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
