/** How fast something may go on. */
export interface Rate {
  /** How much at once. */
  readonly burst: number;
  /** How much a second after that. */
  readonly perSecond: number;
}

/** Timers fire a fraction of a millisecond early: a hair less than enough is enough. */
const tolerance = 0.001;

/** A budget that fills with time, up to its burst. All times are milliseconds of one clock that never goes back. */
export class TokenBucket {
  #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  get rate(): Rate {
    return this.#rate;
  }

  /** How much is left; negative while more was charged than there was. */
  level(now: number): number {
    const grown = (Math.max(0, now - this.#filledAt) / 1000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + grown);
    this.#filledAt = now;
    return this.#tokens;
  }

  /** Takes the cost and returns 0, or takes nothing and returns in how many milliseconds it may be had. */
  take(now: number, cost = 1): number {
    const waitMs = this.waitMs(now, cost);
    if (waitMs === 0) this.#tokens -= cost;
    return waitMs;
  }

  /** Takes the cost even if there is not enough, and returns what is left. */
  charge(now: number, cost = 1): number {
    this.level(now);
    this.#tokens -= cost;
    return this.#tokens;
  }

  /** In how many milliseconds the cost may be had. What costs more than the burst waits for a full bucket. */
  waitMs(now: number, cost = 1): number {
    const missing = Math.min(cost, this.#rate.burst) - this.level(now);
    return missing <= tolerance ? 0 : Math.ceil((missing / this.#rate.perSecond) * 1000);
  }

  /** Leaves no more than so much. */
  lower(now: number, level: number): void {
    this.#tokens = Math.min(this.level(now), level);
  }
}
