import type { ReconnectOptions } from './client-options.ts';

/** How long to wait before which attempt: twice as long each time, between half of that and all of it by chance. */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #maxAttempts: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor(
    { initialDelayMs = 500, maxDelayMs = 30_000, maxAttempts = Infinity }: ReconnectOptions = {},
    random: () => number = Math.random,
  ) {
    this.#initialMs = initialDelayMs;
    this.#maxMs = maxDelayMs;
    this.#maxAttempts = maxAttempts;
    this.#random = random;
  }

  /** How many attempts were given out since the start, or the last {@link reset}. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The wait before the next attempt, in ms; undefined if there is none any more. */
  next(): number | undefined {
    if (this.#attempts >= this.#maxAttempts) return undefined;
    const full = Math.min(this.#maxMs, this.#initialMs * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return Math.round(full / 2 + (full / 2) * this.#random());
  }

  reset(): void {
    this.#attempts = 0;
  }
}
