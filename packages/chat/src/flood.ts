/** How fast one client may talk. */
export interface FloodLimits {
  /** So many lines at once, 1 at least. @default 10 */
  readonly burst: number;
  /** Then so many lines a second. @default 2 */
  readonly perSecond: number;
  /** So many lines wait their turn; what comes on top is dropped. @default 100 */
  readonly maxWaiting: number;
  /** After so many lines dropped without a pause the client is closed. @default 400 */
  readonly maxDropped: number;
}

/** The limits unless told otherwise. */
export const defaultFlood: FloodLimits = {
  burst: 10,
  perSecond: 2,
  maxWaiting: 100,
  maxDropped: 400,
};

/**
 * Checks limits given by a program or an operator.
 *
 * @throws RangeError if one of them is no number within reason. A burst of less than one line would let none pass, ever.
 */
export function checkFlood(limits: FloodLimits): FloodLimits {
  for (const [name, value] of Object.entries(limits)) {
    if (!(typeof value === 'number' && value > 0 && value <= 1_000_000)) {
      throw new RangeError(`Expected \`${name}\` to be more than 0, got ${String(value)}`);
    }
  }
  if (limits.burst >= 1) return limits;
  throw new RangeError(`Expected \`burst\` to be 1 or more, got ${limits.burst}`);
}

/** A bucket of lines one client may still send at once; it fills with time. */
export class FloodGate {
  #limits: FloodLimits | 'off';
  #tokens: number;
  #filledAt: number;

  constructor(limits: FloodLimits | 'off', now: number) {
    this.#limits = limits;
    this.#tokens = limits === 'off' ? 0 : limits.burst;
    this.#filledAt = now;
  }

  /** The limits in force. */
  get limits(): FloodLimits | 'off' {
    return this.#limits;
  }

  /** Changes the limits; what was sent so far counts no more. */
  change(limits: FloodLimits | 'off', now: number): void {
    this.#limits = limits;
    this.#tokens = limits === 'off' ? 0 : limits.burst;
    this.#filledAt = now;
  }

  /** Lets one line pass and returns 0, or returns in how many milliseconds it may. */
  take(now: number): number {
    if (this.#limits === 'off') return 0;
    const { burst, perSecond } = this.#limits;
    const grown = (Math.max(0, now - this.#filledAt) / 1000) * perSecond;
    this.#tokens = Math.min(burst, this.#tokens + grown);
    this.#filledAt = now;
    // A hair less than one is one: timers fire a fraction of a millisecond early.
    if (this.#tokens < 0.999) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }
}
