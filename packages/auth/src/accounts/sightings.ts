import { withSighting } from '../file/account.ts';
import type { Account } from '../file/account.ts';
import type { Book, LastSeen } from '../file/book.ts';
import type { Draft } from './draft.ts';
import { nameKey } from './name.ts';

interface Note extends LastSeen {
  readonly address: string;
  /** Tells the account from a later one of the same name. */
  readonly createdAt: number | undefined;
}

/** Past it the oldest note is dropped: a file nobody can write must not cost all memory. */
const maxNotes = 10_000;

/**
 * Who was seen where, not yet on disk. A log-in must not cost a write of the whole file, so sightings wait a moment
 * and go with the next write; a crash may lose the last of them, and nothing else.
 */
export class Sightings {
  /** By address and account. */
  readonly #notes = new Map<string, Note>();
  /** The last of them by address. */
  readonly #last = new Map<string, Note>();

  get size(): number {
    return this.#notes.size;
  }

  /** Notes that an account was seen; times at one address always grow, whatever the clock does. */
  note(account: Account, address: string, now: number, book: Book): void {
    const key = nameKey(account.name);
    const last = this.last(address, book);
    const at = Math.max(now, last === undefined ? 0 : last.at + (last.key === key ? 0 : 1));
    const note = { key, at, address, createdAt: account.createdAt };
    this.#remove(noteKey(note));
    this.#notes.set(noteKey(note), note);
    this.#last.set(address, note);
    if (this.#notes.size <= maxNotes) return;
    const [oldest] = this.#notes.keys();
    if (oldest !== undefined) this.#remove(oldest);
  }

  /** Who was last seen at an address, on disk or not yet. */
  last(address: string, book: Book): LastSeen | undefined {
    const stored = book.lastSeen(address);
    const noted = this.#last.get(address);
    if (noted === undefined) return stored;
    const account = book.get(noted.key);
    if (account === undefined || account.createdAt !== noted.createdAt) return stored;
    return stored !== undefined && stored.at > noted.at ? stored : noted;
  }

  /** Puts the notes into a draft; what comes back forgets them, to be called once they are on disk. */
  addTo(draft: Draft): () => void {
    const notes = [...this.#notes.entries()];
    for (const [, { key, at, address, createdAt }] of notes) {
      const account = draft.get(key);
      if (account === undefined || account.createdAt !== createdAt) continue;
      draft.set(withSighting(account, { address, at }));
    }
    return () => {
      for (const [id, note] of notes) if (this.#notes.get(id) === note) this.#remove(id);
    };
  }

  #remove(id: string): void {
    const note = this.#notes.get(id);
    if (note === undefined) return;
    this.#notes.delete(id);
    if (this.#last.get(note.address) === note) this.#last.delete(note.address);
  }
}

function noteKey({ key, address }: { key: string; address: string }): string {
  return `${key} ${address}`;
}
