import { busy, closed } from '../errors.ts';

/** Lets a few tasks run at once and a bounded number wait, first come first served. */
export class Gate {
  readonly #width: number;
  readonly #maxQueued: number;
  readonly #queue: PromiseWithResolvers<void>[] = [];
  #running = 0;
  #closed = false;

  constructor(width: number, maxQueued: number) {
    this.#width = width;
    this.#maxQueued = maxQueued;
  }

  /**
   * Runs the task when its turn comes.
   *
   * @throws AuthError `ERR_AUTH_BUSY` at once when the queue is full, `ERR_AUTH_CLOSED` after {@link close}.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closed) throw closed();
    if (this.#running < this.#width) this.#running += 1;
    else await this.#turn();
    try {
      return await task();
    } finally {
      // A waiting task takes over the place, so `#running` stays.
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next.resolve();
    }
  }

  /** Refuses all that wait; what runs already is let finish. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(closed());
  }

  #turn(): Promise<void> {
    if (this.#queue.length >= this.#maxQueued) throw busy();
    const turn = Promise.withResolvers<void>();
    this.#queue.push(turn);
    return turn.promise;
  }
}
