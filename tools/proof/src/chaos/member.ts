import { setTimeout as sleep } from 'node:timers/promises';
import type { Chatter } from '../people/chatter.ts';
import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';

/** How often one of the crowd says something, on average: below what the flood limits allow. */
const meanPauseMs = 1500;
/** So long one stays away that had to go, at most. */
const maxAwayMs = 1500;
/** So long one waits for the server to take leave. */
const leaveMs = 10_000;

/** One of the crowd: comes in, chats, and comes again whenever it had to go, until it is told to rest. */
export class Member {
  readonly chatter: Chatter;
  /** Something is being done to it, so that nothing else is to be done. */
  taken = false;
  /** It has said nothing lately, and shall not. */
  silent = false;
  readonly #random: Random;
  readonly #ledger: Ledger;
  #leaving = false;
  #talk: NodeJS.Timeout | undefined;

  constructor(chatter: Chatter, random: Random, ledger: Ledger) {
    this.chatter = chatter;
    this.#random = random;
    this.#ledger = ledger;
  }

  /** Lives, until `leave()`; after that it may live again. */
  async live(port: number): Promise<void> {
    this.#leaving = false;
    while (!this.#leaving) {
      await this.chatter.enter(port);
      this.taken = false;
      if (this.chatter.inside) this.#chatSoon();
      await this.chatter.closed;
      clearTimeout(this.#talk);
      if (!this.#leaving) await sleep(50 + this.#random.next() * maxAwayMs);
    }
  }

  /** Says nothing more, but listens. */
  hush(): void {
    this.silent = true;
  }

  /** Goes for good. */
  async leave(): Promise<void> {
    this.#leaving = true;
    const known = this.#ledger.find(this.chatter.localPort);
    if (known) this.#ledger.doomClient(known.id);
    this.chatter.listen();
    if (this.chatter.inside) this.chatter.quit();
    else this.chatter.vanish();
    // On a thread that is stuck nobody takes leave of anybody.
    const stuck = setTimeout(() => this.chatter.vanish(), leaveMs);
    await this.chatter.closed;
    clearTimeout(stuck);
  }

  #chatSoon(): void {
    this.#talk = setTimeout(
      () => {
        if (!this.silent) this.chatter.say();
        if (this.chatter.inside) this.#chatSoon();
      },
      meanPauseMs * (0.4 + 1.2 * this.#random.next()),
    );
  }
}
