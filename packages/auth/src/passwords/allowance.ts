/** How often something may be done by one key. */
export interface AllowanceOptions {
  /** As often at once. */
  burst: number;
  /** Again after so many milliseconds, one at a time. */
  everyMs: number;
}

/** How many keys are remembered; past it the one that was charged longest ago is forgotten. */
const maxKeys = 10_000;

/** A token bucket per key, bounded in memory. */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #maxKeys: number;
  /** When each key's bucket will be full again; in the order of the last charge, the oldest first. */
  readonly #fullAt = new Map<string, number>();

  constructor(options: AllowanceOptions, { maxKeys: max = maxKeys }: { maxKeys?: number } = {}) {
    this.#options = options;
    this.#maxKeys = max;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#fullAt.size;
  }

  /** Milliseconds until the key may be charged; 0 when it may now. */
  waitMs(key: string, now: number): number {
    const { burst, everyMs } = this.#options;
    return Math.max(0, this.#untilFull(key, now) - (burst - 1) * everyMs);
  }

  /** Charges a key once. */
  charge(key: string, now: number): void {
    const fullAt = now + this.#untilFull(key, now) + this.#options.everyMs;
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    if (this.#fullAt.size <= this.#maxKeys) return;
    const [oldest] = this.#fullAt.keys();
    if (oldest !== undefined) this.#fullAt.delete(oldest);
  }

  #untilFull(key: string, now: number): number {
    const { burst, everyMs } = this.#options;
    // A clock that was set back must not lock anybody out.
    return Math.min(burst * everyMs, Math.max(0, (this.#fullAt.get(key) ?? 0) - now));
  }
}
