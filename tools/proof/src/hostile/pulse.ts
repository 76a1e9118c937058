import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../../bench/src/side-by-side/statistics.ts';
import type { Chatter } from '../people/chatter.ts';
import type { Random } from '../random.ts';

/** The average time between two messages of a member, well below the flood limits. */
const meanPauseMs = 1000;

/** Delivery times from sender to receiver, of all messages and receivers. */
export interface Pulsed {
  readonly deliveries: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** Members who chat, and measure delivery times. */
export class Pulse {
  readonly #saidAt = new Map<string, number>();
  #latencies: number[] = [];
  #stopped = false;
  readonly #talking: Promise<unknown>;

  constructor(chatters: readonly Chatter[], random: Random) {
    for (const chatter of chatters) chatter.onHeard = (line) => this.#hear(line, chatter);
    this.#talking = Promise.all(chatters.map((chatter) => this.#talk(chatter, random.fork())));
  }

  /** Discards the measurements. */
  clear(): void {
    this.#latencies = [];
  }

  /** The measurements since the last call. @throws {RangeError} if there are none */
  take(): Pulsed {
    const latencies = this.#latencies;
    this.#latencies = [];
    return {
      deliveries: latencies.length,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      worstMs: percentile(latencies, 1),
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#talking;
  }

  async #talk(chatter: Chatter, random: Random): Promise<void> {
    while (!this.#stopped) {
      await sleep(meanPauseMs * (0.5 + random.next()));
      if (this.#stopped || !chatter.inside) continue;
      // Before sending, since it may be delivered within the same millisecond.
      const at = performance.now();
      chatter.say();
      const mark = chatter.stay.said.at(-1)?.split(' ')[0];
      if (mark !== undefined) this.#saidAt.set(mark, at);
    }
  }

  #hear(line: string, { person }: Chatter): void {
    const mark = /\b(user\d+-\d+)\b/.exec(line)?.[1];
    const at = mark === undefined ? undefined : this.#saidAt.get(mark);
    if (at === undefined || mark?.startsWith(`${person.name}-`)) return;
    this.#latencies.push(performance.now() - at);
  }
}
