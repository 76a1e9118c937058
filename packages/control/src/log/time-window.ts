interface Held<T> {
  readonly time: number;
  readonly item: T;
}

/**
 * Puts back into the order of time what arrives from several threads: each item is held for a moment, and one with an
 * earlier time that arrives meanwhile is let out before it. Items of the same time keep the order of their arrival.
 */
export class TimeWindow<T> {
  readonly #windowMs: number;
  readonly #held: Held<T>[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  get size(): number {
    return this.#held.length;
  }

  /** Holds an item. A time that lies in the future counts as now. */
  add(item: T, time: number, now: number): void {
    const held = { time: Number.isNaN(time) ? now : Math.min(time, now), item };
    let at = this.#held.length;
    while (at > 0 && (this.#held[at - 1]?.time ?? 0) > held.time) at -= 1;
    this.#held.splice(at, 0, held);
  }

  /** Lets out what has been held long enough, in order. */
  takeDue(now: number): T[] {
    return this.takeUntil(now - this.#windowMs);
  }

  /** Lets out what is not later than a time, in order. */
  takeUntil(last: number): T[] {
    const first = this.#held.findIndex(({ time }) => time > last);
    return this.#take(first === -1 ? this.#held.length : first);
  }

  /** Lets out everything, in order. */
  takeAll(): T[] {
    return this.#take(this.#held.length);
  }

  #take(count: number): T[] {
    return this.#held.splice(0, count).map(({ item }) => item);
  }
}
