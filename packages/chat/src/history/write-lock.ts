import type { DatabaseSync } from 'node:sqlite';

/** How long another process may hold the file at the start: one that is just ending, or a short look at it. */
export const openTimeoutMs = 1000;
/** SQLite's result codes for a lock that another connection holds. */
const busyCodes = new Set([5, 6]);
/** How long a turn waits for a lock that has just been lost. SQLite waits in steps, so it may be some ms less. */
const waitMs = 50;

/**
 * Keeps the write lock of a database between transactions too: the next one begins as soon as the last one is
 * committed. So a second server on the same file is refused when it starts, and nobody can lock the file while the
 * chat runs, except in the moment between two transactions. Readers are never in the way.
 */
export class WriteLock {
  readonly #database: DatabaseSync;
  /** Whether the lock was lost, and waited for in vain. */
  #lost = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Takes the lock if it is not held. The first attempt waits for a moment; after a failure none waits, so that the
   * hub goes on for as long as somebody holds the lock.
   *
   * @throws if another connection holds it.
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

  /** Commits, and takes the lock again. @throws if the commit fails. */
  commit(): void {
    this.#database.exec('COMMIT');
    this.#reacquire();
  }

  /** Takes back what was written, and takes the lock again. */
  rollback(): void {
    // An error may have ended the transaction already.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#reacquire();
  }

  #reacquire(): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch {
      // The next turn waits for it, or says what is wrong.
    }
  }
}

/** Whether another connection held a lock. */
export function isBusy(error: unknown): boolean {
  return busyCodes.has(resultCode(error));
}

/** SQLite's result code, without its extension; -1 if it is no error of SQLite's. */
export function resultCode(error: unknown): number {
  const { errcode } = error as { errcode?: number };
  return typeof errcode === 'number' ? errcode & 0xff : -1;
}

/** Sets how long statements wait for a lock that another connection holds. */
export function setBusyTimeout(database: DatabaseSync, ms: number): void {
  database.exec(`PRAGMA busy_timeout = ${ms}`);
}
