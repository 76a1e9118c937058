import type { Account } from '../file/account.ts';
import type { Ledger } from './ledger.ts';
import type { Sightings } from './sightings.ts';

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
