import { Book } from './book.ts';

/** Where the accounts are stored: in a file or in memory. */
export interface Storage {
  /** The path in use, with symbolic links resolved. */
  readonly path: string;
  /** Identifies the stored version: changes with every write. `undefined` if nothing is stored. */
  stamp(): string | undefined;
  /**
   * Reads what is stored. Lines that `previous` contains are not checked again.
   *
   * @throws AuthError `ERR_AUTH_FILE`
   */
  read(previous?: Book): Promise<{ book: Book; stamp: string }>;
  /**
   * Replaces the whole text durably if the stored version still is `expected`. Requires the lock.
   *
   * @returns the new stamp, or `undefined` if nothing was written because someone else wrote in the meantime.
   */
  write(text: string, expected: string): Promise<string | undefined>;
  /** Stores a copy, which replaces the copy before. Requires the lock. */
  backup(text: string): Promise<void>;
  /** Waits for exclusive access; resolves with a function that releases it. */
  lock(): Promise<() => void>;
  /** Calls back some time after each write by anyone. Does not keep the process alive. */
  watch(onChange: () => void): { close(): void };
}

/** The path that means accounts in memory. */
export const memoryPath = ':memory:';

/** Stores nothing on disk: for tests and trials. */
export function memoryStorage(): Storage {
  let version = 0;
  let text = '';
  const stamp = (): string => String(version);
  return {
    path: memoryPath,
    stamp,
    read: (previous) => {
      return new Promise((resolve) => {
        resolve({ book: Book.parse(text, previous), stamp: stamp() });
      });
    },
    write: (newText) => {
      text = newText;
      version += 1;
      return Promise.resolve(stamp());
    },
    backup: () => Promise.resolve(),
    lock: () => Promise.resolve(() => undefined),
    watch: () => ({ close: () => undefined }),
  };
}
