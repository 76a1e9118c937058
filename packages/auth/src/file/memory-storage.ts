import { Book } from './book.ts';
import type { Storage } from './storage.ts';

/** The path that stands for accounts kept in memory only. */
export const memoryPath = ':memory:';

/** Keeps nothing: the accounts live as long as the object. For tests and trials. */
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
