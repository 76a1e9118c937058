import { chmodSync, fchownSync, lchownSync, lstatSync, openSync, type BigIntStats } from 'node:fs';
import { fileUnusable } from '../errors.ts';

/** Whose a file shall be. Only root can give files away. */
export interface Owner {
  uid: number;
  gid: number;
}

/** What {@link ensureLockFile} found or made. */
export interface LockFile {
  /** What the path named, before it was opened as a database. */
  readonly stat: BigIntStats;
  /** Open still, if it was made just now: closing it lets go of the lock of any thread of this process. */
  readonly descriptor: number | undefined;
}

/**
 * Makes the lock file at `path`, mode 0600, unless there is one.
 *
 * @throws AuthError `ERR_AUTH_FILE` when it cannot be made, or is anything but a regular file with this one name:
 * whoever may write to the folder could have put a link there to a file of somebody else.
 */
export function ensureLockFile(path: string, owner: Owner | undefined): LockFile {
  const missing = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  const descriptor = missing ? create(path, owner) : undefined;
  return { stat: inspect(path), descriptor };
}

/**
 * Gives the lock file, now locked, its mode and owner.
 *
 * @throws AuthError `ERR_AUTH_FILE` when the path no longer names the file that was there before it was opened.
 */
export function secureLockFile(path: string, before: BigIntStats, owner: Owner | undefined): void {
  const stat = inspect(path);
  if (stat.dev !== before.dev || stat.ino !== before.ino) {
    throw fileUnusable(`the lock "${path}" was replaced while it was opened`);
  }
  // A mode is set through links, so root leaves the files of others to them.
  const ours = !isRoot() || stat.uid === 0n;
  if (ours && (stat.mode & 0o777n) !== 0o600n) chmodSync(path, 0o600);
  if (owner === undefined || !isRoot() || BigInt(owner.uid) === stat.uid) return;
  lchownSync(path, owner.uid, owner.gid);
}

/** @returns `undefined` when somebody else was first. */
function create(path: string, owner: Owner | undefined): number | undefined {
  try {
    // Exclusive: never through a link somebody put there.
    const descriptor = openSync(path, 'wx', 0o600);
    if (owner !== undefined && isRoot()) fchownSync(descriptor, owner.uid, owner.gid);
    return descriptor;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw fileUnusable(`no lock at "${path}"`, { cause: error });
  }
}

function inspect(path: string): BigIntStats {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) throw fileUnusable(`no lock at "${path}"`);
  if (!stat.isFile() || stat.nlink !== 1n) {
    throw fileUnusable(`the lock "${path}" is a link or no regular file`);
  }
  return stat;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
