import { setTimeout as sleep } from 'node:timers/promises';
import type { Chatter } from '../people/chatter.ts';
import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';

/** The average time between two messages of a member, below the flood limits. */
const meanPauseMs = 1500;
/** The longest time until a disconnected member connects again. */
const maxAwayMs = 1500;
/** How long a member waits for the server to close. */
const leaveMs = 10_000;

/** A member that chats, and connects again whenever it was disconnected. */
export class Member {
  readonly chatter: Chatter;
  /** An action is in progress, so that no other one may begin. */
  taken = false;
  /** It does not send messages at the moment. */
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

  /** Connects and chats until `leave()`. May be called again afterwards. */
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

  /** Stops sending, but keeps reading. */
  hush(): void {
    this.silent = true;
  }

  /** Leaves and does not connect again. */
  async leave(): Promise<void> {
    this.#leaving = true;
    const known = this.#ledger.find(this.chatter.localPort);
    if (known) this.#ledger.doomClient(known.id);
    this.chatter.listen();
    if (this.chatter.inside) this.chatter.quit();
    else this.chatter.vanish();
    // A thread that hangs does not close its clients.
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
