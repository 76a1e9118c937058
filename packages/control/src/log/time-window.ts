interface Held<T> {
  readonly time: number;
  /** When it came, by a clock that is never set. */
  readonly arrivedAt: number;
  readonly item: T;
}

/**
 * Puts back into the order of time what arrives from several threads: each item is held for a moment, and one with an
 * earlier time that arrives meanwhile is let out before it. Items of the same time keep the order of their arrival.
 * How long an item is held is measured from its arrival, so that setting the clock withholds nothing.
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

  /** Holds an item. A time that lies in the future of `now` counts as `now`. */
  add(item: T, time: number, { now, arrivedAt }: { now: number; arrivedAt: number }): void {
    const held = { time: Number.isNaN(time) ? now : Math.min(time, now), arrivedAt, item };
    let at = this.#held.length;
    while (at > 0 && (this.#held[at - 1]?.time ?? 0) > held.time) at -= 1;
    this.#held.splice(at, 0, held);
  }

  /** Lets out what has been held long enough at a moment of the arrivals' clock, in order. */
  takeDue(moment: number): T[] {
    return this.takeArrived(moment - this.#windowMs);
  }

  /** Lets out what had arrived at a moment of that clock, and what goes before it, in order. */
  takeArrived(moment: number): T[] {
    return this.#take(this.#held.findLastIndex(({ arrivedAt }) => arrivedAt <= moment) + 1);
  }

  /** Lets out everything, in order. */
  takeAll(): T[] {
    return this.#take(this.#held.length);
  }

  #take(count: number): T[] {
    return this.#held.splice(0, count).map(({ item }) => item);
  }
}
