import type { Account } from '../file/account.ts';
import type { Book, Changes } from '../file/book.ts';
import { nameKey } from './name.ts';

/** Changes on top of a book, seen by those who make them and by nobody else until they are on disk. */
export class Draft {
  readonly #book: Book;
  readonly #changes = new Map<string, Account | undefined>();
  readonly #sessions = new Map<string, string | undefined>();

  constructor(book: Book) {
    this.#book = book;
  }

  get changes(): Changes {
    return this.#changes;
  }

  get(key: string): Account | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#book.get(key);
  }

  /** `session` is given, even as undefined, if this ends the account's sessions: it is the one that may stay. */
  set(account: Account, revocation?: { session: string | undefined }): void {
    const key = nameKey(account.name);
    this.#changes.set(key, account);
    if (revocation === undefined) return;
    // Of two that end each other's sessions none stays.
    this.#sessions.set(key, this.#sessions.has(key) ? undefined : revocation.session);
  }

  /** The session that may stay although the others of its account end. */
  sessionOf(key: string): string | undefined {
    return this.#sessions.get(key);
  }

  delete(key: string): void {
    // An account that was never written leaves no trace, so that its absence is no change.
    if (this.#book.get(key) === undefined) this.#changes.delete(key);
    else this.#changes.set(key, undefined);
  }

  /** Deletes every account; how many there were. */
  clear(): number {
    const keys = new Set<string>();
    for (const { name } of this.#book.accounts()) keys.add(nameKey(name));
    for (const key of this.#changes.keys()) keys.add(key);
    let count = 0;
    for (const key of keys) {
      if (this.get(key) !== undefined) count += 1;
      this.delete(key);
    }
    return count;
  }
}
