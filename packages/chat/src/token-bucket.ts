/** A rate limit. */
export interface Rate {
  /** Capacity of the bucket. */
  readonly burst: number;
  /** Tokens added per second. */
  readonly perSecond: number;
}

/** Timers can fire a fraction of a millisecond early, so a slightly smaller level is accepted. */
const tolerance = 0.001;

/** A token bucket. All times are in ms of the same monotonic clock. */
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

  /** Returns the remaining tokens; negative after an overdraft by `charge()`. */
  level(now: number): number {
    const grown = (Math.max(0, now - this.#filledAt) / 1000) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + grown);
    this.#filledAt = now;
    return this.#tokens;
  }

  /** Takes the cost and returns 0. If too few tokens remain, takes none and returns the wait in ms. */
  take(now: number, cost = 1): number {
    const waitMs = this.waitMs(now, cost);
    if (waitMs === 0) this.#tokens -= cost;
    return waitMs;
  }

  /** Takes the cost even if too few tokens remain. Returns the remaining tokens. */
  charge(now: number, cost = 1): number {
    this.level(now);
    this.#tokens -= cost;
    return this.#tokens;
  }

  /** Returns the time in ms until the cost can be taken. A cost above the burst only needs a full bucket. */
  waitMs(now: number, cost = 1): number {
    const missing = Math.min(cost, this.#rate.burst) - this.level(now);
    return missing <= tolerance ? 0 : Math.ceil((missing / this.#rate.perSecond) * 1000);
  }

  /** Reduces the remaining tokens to at most `level`. */
  lower(now: number, level: number): void {
    this.#tokens = Math.min(this.level(now), level);
  }
}
