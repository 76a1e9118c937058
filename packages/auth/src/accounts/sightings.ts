import { type Account, withSighting } from '../file/account.ts';
import type { Ledger } from './ledger.ts';
import { nameKey } from '../../../../common/names/account-name.ts';
import type { Book, LastSeen } from '../file/book.ts';
import type { Draft } from './changes.ts';

/** How long sightings wait for a change to be written with. */
const delayMs = 1_000;

/** Notes sightings, and writes them after a while unless they have been written with a change. */
export class SightingWriter {
  readonly #sightings: Sightings;
  readonly #ledger: Ledger;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(sightings: Sightings, ledger: Ledger, now: () => number) {
    this.#sightings = sightings;
    this.#ledger = ledger;
    this.#now = now;
  }

  /** The name last seen at an address, if its account still exists. */
  lastName(address: string): string | undefined {
    const { book } = this.#ledger;
    const last = this.#sightings.last(address, book);
    return last === undefined ? undefined : book.get(last.key)?.name;
  }

  /** Notes that an account was seen at an address. */
  note(account: Account, address: string): void {
    this.#sightings.note(account, address, this.#now(), this.#ledger.book);
    this.#timer ??= setTimeout(() => void this.#write(), delayMs).unref();
  }

  /** Writes the remaining notes. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sightings.size > 0) await this.#write();
  }

  /** Fails silently: the notes are kept for the next write. */
  async #write(): Promise<void> {
    this.#timer = undefined;
    await this.#ledger.commit(() => undefined).catch(() => undefined);
  }
}

interface Note extends LastSeen {
  readonly address: string;
  /** Distinguishes the account from a later one with the same name. */
  readonly createdAt: number | undefined;
}

/** Bounds the memory used while the file cannot be written. Above it the oldest note is dropped. */
const maxNotes = 10_000;

/**
 * Sightings that are not yet on disk. A login does not write the file, so sightings are written together with the next
 * change. A crash may lose them.
 */
export class Sightings {
  /** By address and account. */
  readonly #notes = new Map<string, Note>();
  /** The latest note by address. */
  readonly #last = new Map<string, Note>();

  get size(): number {
    return this.#notes.size;
  }

  /** Notes a sighting. Times at one address always increase, even if the clock was set back. */
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

  /** The account last seen at an address, on disk or noted. */
  last(address: string, book: Book): LastSeen | undefined {
    const stored = book.lastSeen(address);
    const noted = this.#last.get(address);
    if (noted === undefined) return stored;
    const account = book.get(noted.key);
    if (account === undefined || account.createdAt !== noted.createdAt) return stored;
    return stored !== undefined && stored.at > noted.at ? stored : noted;
  }

  /** Adds the notes to a draft. Call the returned function once the draft is on disk: it forgets them. */
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
