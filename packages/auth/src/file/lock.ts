import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '../../../../common/node/sqlite.ts';
import { fileUnusable } from '../errors.ts';
import { ensureLockFile, secureLockFile, type Owner } from './lock-file.ts';

/** Settings of {@link acquireLock}. */
export interface LockOptions {
  /** How long to wait for the others, in milliseconds. */
  timeoutMs: number;
  /** Who shall be able to lock too: the owner of the file that is locked. Only root can give that away. */
  owner: Owner | undefined;
}

const sqliteBusy = 5;

/**
 * Takes the lock at `path`, an empty file that stays, across processes and threads.
 *
 * It is the kernel's own lock, so there is no stale lock to be taken over and no race in doing so: when a holder
 * dies, however it dies, the kernel lets go. Node has no call for such locks, but SQLite, which is built in, holds
 * one for as long as an exclusive transaction is open; nothing is ever written to that database. POSIX locks belong
 * to a process, not to a thread; SQLite keeps account of them for all threads of a process, so threads exclude each
 * other too. A worker that is terminated closes its database and so lets go.
 *
 * One rule follows from POSIX: no other code of a process that holds the lock may open and close the lock file
 * itself, for any `close` would let go.
 *
 * @returns what lets go.
 * @throws AuthError `ERR_AUTH_FILE` when the others do not let go in time or the lock file cannot be used: also when
 * the path names a link, a file that has further names, or anything else but a regular file.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<() => void> {
  const deadline = performance.now() + options.timeoutMs;
  const { stat, descriptor } = ensureLockFile(path, options.owner);
  const database = open(path);
  const lock = async (): Promise<void> => {
    while (!tryLock(database, path)) {
      if (performance.now() >= deadline) {
        throw fileUnusable(`others kept the lock "${path}" for ${options.timeoutMs} ms`);
      }
      await delay(1 + Math.random() * 4);
    }
  };
  try {
    await lock();
    if (descriptor !== undefined) {
      // Only now: no other thread holds the lock, so the close lets go of nothing but our own, which we take again.
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
  // Never makes a file: that could happen through a link.
  url.searchParams.set('mode', 'rw');
  try {
    return new DatabaseSync(url, { timeout: 0 });
  } catch (error) {
    throw fileUnusable(`no lock at "${path}"`, { cause: error });
  }
}

function tryLock(database: DatabaseSync, path: string): boolean {
  try {
    // With its journal in memory SQLite makes no second file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const { errcode } = error as { errcode?: number };
    if (errcode !== undefined && (errcode & 0xff) === sqliteBusy) return false;
    throw fileUnusable(`no lock at "${path}"`, { cause: error });
  }
}
