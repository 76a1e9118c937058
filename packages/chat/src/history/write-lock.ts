import type { DatabaseSync } from 'node:sqlite';

/** How long to wait at startup for another process, which may be exiting or reading the file briefly. */
export const openTimeoutMs = 1000;
/** SQLite's result codes for a lock held by another connection. */
const busyCodes = new Set([5, 6]);
/** How long a turn waits for a lost lock. SQLite waits in steps, so the actual time can be a few ms shorter. */
const waitMs = 50;

/**
 * Holds the write lock of a database between transactions: each commit starts the next transaction. So a second server
 * on the same file fails at startup, and another process can only take the lock in the moment between two transactions.
 * Readers do not conflict with it.
 */
export class WriteLock {
  readonly #database: DatabaseSync;
  /** True if the last attempt to acquire the lock failed. */
  #lost = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Acquires the lock if it is not held. Only the first attempt waits, so that the hub is not blocked while another
   * connection holds the lock.
   *
   * @throws if another connection holds the lock.
   */
  acquire(): void {
    if (this.#database.isTransaction) return;
    const wait = this.#lost ? 0 : waitMs;
    if (wait > 0) setBusyTimeout(this.#database, wait);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#lost = false;
    } catch (error) {
      this.#lost = isBusy(error);
      throw error;
    } finally {
      if (wait > 0) setBusyTimeout(this.#database, 0);
    }
  }

  /** Commits and reacquires the lock. @throws if the commit fails. */
  commit(): void {
    this.#database.exec('COMMIT');
    this.#reacquire();
  }

  /** Rolls back and reacquires the lock. */
  rollback(): void {
    // Some errors roll the transaction back automatically.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#reacquire();
  }

  #reacquire(): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch {
      // The next `acquire()` waits or throws.
    }
  }
}

/** Reports whether an error was caused by another connection's lock. */
export function isBusy(error: unknown): boolean {
  return busyCodes.has(resultCode(error));
}

/** Returns SQLite's primary result code; -1 for any other error. */
export function resultCode(error: unknown): number {
  const { errcode } = error as { errcode?: number };
  return typeof errcode === 'number' ? errcode & 0xff : -1;
}

/** Sets how long statements wait for another connection's lock. */
export function setBusyTimeout(database: DatabaseSync, ms: number): void {
  database.exec(`PRAGMA busy_timeout = ${ms}`);
}
