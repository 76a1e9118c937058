import type { Book } from './book.ts';

/** Where the accounts are kept: a file, or nothing but memory. */
export interface Storage {
  /** The path in use; symbolic links are resolved. */
  readonly path: string;
  /** Identifies the stored version; changes whenever anybody writes. `undefined` when nothing is there. */
  stamp(): string | undefined;
  /** Reads what is stored; `previous` saves reading the same lines again. Rejects with `ERR_AUTH_FILE`. */
  read(previous?: Book): Promise<{ book: Book; stamp: string }>;
  /**
   * Replaces the whole, durably, if it still is the version `expected`. Only under the lock.
   *
   * @returns the new stamp, or `undefined` when somebody else wrote in the meantime: nothing was done.
   */
  write(text: string, expected: string): Promise<string | undefined>;
  /** Keeps a copy beside, in place of the one before. Only under the lock. */
  backup(text: string): Promise<void>;
  /** Waits until nobody else writes; resolves with what lets the next one in. */
  lock(): Promise<() => void>;
  /** Calls back, sooner or later, after anybody wrote. Never keeps the process alive. */
  watch(onChange: () => void): { close(): void };
}
