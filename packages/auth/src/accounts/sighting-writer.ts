import type { Account } from '../file/account.ts';
import type { Ledger } from './ledger.ts';
import type { Sightings } from './sightings.ts';

/** Sightings wait this long for a change to go with. */
const delayMs = 1_000;

/** Notes sightings and writes them soon after, unless another write has taken them along. */
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

  /** The name last seen at an address, if the account is there still. */
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

  /** Writes what is left. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sightings.size > 0) await this.#write();
  }

  /** Fails silently: sightings stay noted, and go with the next write that works. */
  async #write(): Promise<void> {
    this.#timer = undefined;
    await this.#ledger.commit(() => undefined).catch(() => undefined);
  }
}
