import {
  type BigIntStats,
  chmodSync,
  closeSync,
  fchownSync,
  lchownSync,
  lstatSync,
  openSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { fileUnusable } from '../errors.ts';

/** Settings of {@link acquireLock}. */
interface LockOptions {
  /** How long to wait for other holders, in milliseconds. */
  timeoutMs: number;
  /** Who else must be able to take the lock: the owner of the accounts file. Used only when running as root. */
  owner: Owner | undefined;
}

const sqliteBusy = 5;

/**
 * Acquires the lock at `path`, an empty file that is never removed. It excludes other processes and other threads.
 *
 * This is a kernel lock: the kernel releases it when its holder dies, so there is no stale lock to detect. Node has
 * no API for such locks, but the built-in SQLite holds one while an exclusive transaction is open; nothing is ever
 * written to that database. POSIX locks belong to a process. SQLite tracks them per thread, so threads exclude each
 * other too, and a terminated worker closes its database, which releases the lock.
 *
 * POSIX releases a process's locks on a file when the process closes any descriptor of it. So no other code of the
 * process may open and close the lock file.
 *
 * @returns a function that releases the lock.
 * @throws AuthError `ERR_AUTH_FILE` on a timeout, or if the path is a link, a file with several names, or not a
 * regular file.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<() => void> {
  const deadline = performance.now() + options.timeoutMs;
  const { stat, descriptor } = ensureLockFile(path, options.owner);
  const database = open(path);
  const lock = async (): Promise<void> => {
    while (!tryLock(database, path)) {
      if (performance.now() >= deadline) {
        throw fileUnusable(
          `another process or thread held the lock "${path}" for ${options.timeoutMs} ms`,
        );
      }
      await delay(1 + Math.random() * 4);
    }
  };
  try {
    await lock();
    if (descriptor !== undefined) {
      // Now that no other thread holds the lock, closing releases only ours, which is acquired again.
      closeSync(descriptor);
      database.exec('ROLLBACK');
      await lock();
    }
    secureLockFile(path, stat, options.owner);
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
}

function open(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  // Never creates a file, which could happen through a link.
  url.searchParams.set('mode', 'rw');
  try {
    return new DatabaseSync(url, { timeout: 0 });
  } catch (error) {
    throw fileUnusable(`cannot open the lock "${path}"`, { cause: error });
  }
}

function tryLock(database: DatabaseSync, path: string): boolean {
  try {
    // With the journal in memory SQLite creates no second file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    if (errcode !== undefined && (errcode & 0xff) === sqliteBusy) return false;
    throw fileUnusable(`cannot open the lock "${path}"`, { cause: error });
  }
}

/** The owner of a file. Only root can change it. */
export interface Owner {
  uid: number;
  gid: number;
}

/** The result of {@link ensureLockFile}. */
interface LockFile {
  /** The file at the path before it is opened as a database. */
  readonly stat: BigIntStats;
  /** Set if the file was just created. Still open: closing it would release the lock of any thread of this process. */
  readonly descriptor: number | undefined;
}

/**
 * Creates the lock file at `path` with mode 0600 unless it exists.
 *
 * @throws AuthError `ERR_AUTH_FILE` if that fails, or if the path is not a regular file with this one name: anyone who
 * can write to the folder could have placed a link to another user's file.
 */
function ensureLockFile(path: string, owner: Owner | undefined): LockFile {
  const missing = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  const descriptor = missing ? create(path, owner) : undefined;
  return { stat: inspect(path), descriptor };
}

/**
 * Sets the mode and owner of the lock file while it is locked.
 *
 * @throws AuthError `ERR_AUTH_FILE` if the path no longer names the file that was there before it was opened.
 */
function secureLockFile(path: string, before: BigIntStats, owner: Owner | undefined): void {
  const stat = inspect(path);
  if (stat.dev !== before.dev || stat.ino !== before.ino) {
    throw fileUnusable(`the lock "${path}" was replaced while it was being opened`);
  }
  // chmod follows links, so root does not use it on files of other users.
  const ours = !isRoot() || stat.uid === 0n;
  if (ours && (stat.mode & 0o777n) !== 0o600n) chmodSync(path, 0o600);
  if (owner === undefined || !isRoot() || BigInt(owner.uid) === stat.uid) return;
  lchownSync(path, owner.uid, owner.gid);
}

/** @returns `undefined` if another process or thread created it first. */
function create(path: string, owner: Owner | undefined): number | undefined {
  try {
    // Exclusive: never follows a link.
    const descriptor = openSync(path, 'wx', 0o600);
    if (owner !== undefined && isRoot()) fchownSync(descriptor, owner.uid, owner.gid);
    return descriptor;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw fileUnusable(`cannot open the lock "${path}"`, { cause: error });
  }
}

function inspect(path: string): BigIntStats {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) throw fileUnusable(`cannot open the lock "${path}"`);
  if (!stat.isFile() || stat.nlink !== 1n) {
    throw fileUnusable(`the lock "${path}" is a link or not a regular file`);
  }
  return stat;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
