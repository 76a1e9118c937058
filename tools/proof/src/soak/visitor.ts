import { setTimeout as sleep } from 'node:timers/promises';
import { Chatter } from '../people/chatter.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';

/** The average time between two messages of a client. */
const meanPauseMs = 2000;
/** How long a client stays on average, and how long it is away. */
const meanStayMs = 30_000;
const meanAwayMs = 2000;

/** A client that connects, chats for a while, leaves, and connects again, until the signal aborts. */
export class Visitor {
  /** The number of successful stays. */
  visits = 0;
  /** The problems. */
  readonly problems: string[] = [];
  readonly #person: Person;
  readonly #random: Random;

  constructor(person: Person, random: Random) {
    this.#person = person;
    this.#random = random;
  }

  async live(port: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#visit(port, signal);
      await this.#wait(meanAwayMs, signal);
    }
  }

  async #visit(port: number, signal: AbortSignal): Promise<void> {
    // Messages are not kept: those of an hour would be too many.
    const chatter = new Chatter(this.#person);
    await chatter.enter(port);
    if (!chatter.inside) {
      this.problems.push(
        `${this.#person.name} could not log in: ${chatter.stay.complaints[0] ?? ''}`,
      );
      return;
    }
    const until = performance.now() + meanStayMs * 2 * this.#random.next();
    while (chatter.inside && performance.now() < until && !signal.aborted) {
      chatter.say();
      await this.#wait(meanPauseMs, signal);
    }
    if (!chatter.inside) this.problems.push(`${this.#person.name} was put out`);
    chatter.quit();
    await chatter.closed;
    this.visits += 1;
  }

  async #wait(meanMs: number, signal: AbortSignal): Promise<void> {
    await sleep(meanMs * 2 * this.#random.next(), undefined, { signal }).catch(() => {});
  }
}
