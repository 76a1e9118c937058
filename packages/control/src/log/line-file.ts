import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';

/** Options of a {@link LineFile}. */
interface LineFileOptions {
  /** The size at which the file is rotated to `<path>.old`, replacing the previous one. */
  readonly maxBytes: number;
}

/**
 * An append-only file of whole lines. All operations are synchronous, so a line is either in the old file or in the new
 * one.
 */
export class LineFile {
  readonly path: string;
  readonly #maxBytes: number;
  #fd: number;
  #torn = false;
  #bytes = 0;
  /** Raised after a failed rotation, so that it is not retried for every line. */
  #rotateAt = 0;

  /** @throws {ControlError} `ERR_CONTROL_LOG` if the file cannot be opened */
  constructor(path: string, { maxBytes }: LineFileOptions) {
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#fd = openForAppending(path);
    this.#measure();
  }

  /** The path of the rotated file. */
  get oldPath(): string {
    return `${followLink(this.path)}.old`;
  }

  /** Appends lines with their line ends. @throws {Error} the system's error, such as `ENOSPC` */
  append(lines: string): void {
    if (this.#bytes >= this.#rotateAt) this.#rotate();
    const bytes = Buffer.from(this.#torn ? `\n${lines}` : lines);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#torn = false;
    } catch (error) {
      // The next line must not be joined to one that was written in part.
      if (written > 0) this.#torn = bytes[written - 1] !== 0x0a;
      throw error;
    } finally {
      this.#bytes += written;
    }
  }

  /** Opens the path again, after the file was moved. If that fails, the old file stays open. */
  reopen(): void {
    const next = openForAppending(this.path);
    closeSync(this.#fd);
    this.#fd = next;
    this.#torn = false;
    this.#measure();
  }

  /** Empties the file and removes the rotated one. */
  clear(): void {
    if (this.#moved()) this.reopen();
    ftruncateSync(this.#fd, 0);
    this.#torn = false;
    this.#bytes = 0;
    rmSync(this.oldPath, { force: true });
  }

  close(): void {
    closeSync(this.#fd);
  }

  #measure(): void {
    const stats = fstatSync(this.#fd);
    this.#bytes = stats.size;
    this.#rotateAt = stats.isFile() ? this.#maxBytes : Infinity;
  }

  #rotate(): void {
    try {
      if (!this.#moved()) renameSync(followLink(this.path), this.oldPath);
      this.reopen();
    } catch {
      // Continue in the same file.
      this.#rotateAt = this.#bytes + this.#maxBytes;
    }
  }

  #moved(): boolean {
    const here = fstatSync(this.#fd);
    const there = statSync(this.path, { throwIfNoEntry: false });
    return here.ino !== there?.ino || here.dev !== there.dev;
  }
}

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_WRONLY } = constants;

/**
 * Opens a log file for appending; creates it (0600) and its folder (0700) if they do not exist. A file created by root gets
 * the owner of its folder. A symbolic link is followed only if it belongs to this user or to root; anything but a regular
 * file or a device is rejected.
 *
 * @throws {ControlError} `ERR_CONTROL_LOG`
 */
function openForAppending(path: string): number {
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
function followLink(path: string): string {
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
