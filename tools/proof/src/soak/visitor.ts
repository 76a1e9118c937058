import { setTimeout as sleep } from 'node:timers/promises';
import { Chatter } from '../people/chatter.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';

/** Between two things that one says, on average. */
const meanPauseMs = 2000;
/** How long one stays, on average, and how long one is away. */
const meanStayMs = 30_000;
const meanAwayMs = 2000;

/** Somebody who comes, chats for a while, goes, and comes again, until the signal aborts. */
export class Visitor {
  /** Stays that began and ended as they should. */
  visits = 0;
  /** What went wrong. */
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
    // Nobody remembers anything: an hour of what everyone is shown would be too much.
    const chatter = new Chatter(this.#person);
    await chatter.enter(port);
    if (!chatter.inside) {
      this.problems.push(
        `${this.#person.name} did not get in: ${chatter.stay.complaints[0] ?? ''}`,
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
