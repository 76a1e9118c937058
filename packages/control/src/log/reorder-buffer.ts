interface Held<T> {
  readonly time: number;
  /** The time of arrival by a monotonic clock. */
  readonly arrivedAt: number;
  readonly item: T;
}

/**
 * Restores the chronological order of items that arrive from several threads: each item is held for a short time, so that an
 * earlier one that arrives later can be released before it. Items of the same time keep their order of arrival. The holding
 * time is measured by a monotonic clock, so that setting the system clock delays nothing.
 */
export class ReorderBuffer<T> {
  readonly #windowMs: number;
  readonly #held: Held<T>[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  get size(): number {
    return this.#held.length;
  }

  /** Adds an item. A time later than `now` counts as `now`. */
  add(item: T, time: number, { now, arrivedAt }: { now: number; arrivedAt: number }): void {
    const held = { time: Number.isNaN(time) ? now : Math.min(time, now), arrivedAt, item };
    let at = this.#held.length;
    while (at > 0 && (this.#held[at - 1]?.time ?? 0) > held.time) at -= 1;
    this.#held.splice(at, 0, held);
  }

  /** Releases the items that have been held long enough, in order. @param now the time by the monotonic clock */
  takeDue(now: number): T[] {
    return this.takeArrived(now - this.#windowMs);
  }

  /** Releases the items that arrived by a time of the monotonic clock, and everything before them, in order. */
  takeArrived(moment: number): T[] {
    return this.#take(this.#held.findLastIndex(({ arrivedAt }) => arrivedAt <= moment) + 1);
  }

  /** Releases everything, in order. */
  takeAll(): T[] {
    return this.#take(this.#held.length);
  }

  #take(count: number): T[] {
    return this.#held.splice(0, count).map(({ item }) => item);
  }
}
