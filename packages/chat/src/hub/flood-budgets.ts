import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import {
  type FloodKind,
  floodKinds,
  type FloodLevels,
  type FloodLimits,
  floodRate,
} from '../flood.ts';
import { TokenBucket } from '../token-bucket.ts';

/** The limits of an address, which many people may share, as a multiple of those of an account. */
const addressFactor = 20;
/** Maximum number of budgets; beyond it the oldest are removed. */
const maxBudgets = 100_000;
/** Minimum number of budgets before full ones are removed. */
const minSweep = 1000;

/** The remaining budget of an account or an address. It outlives the sessions. */
export class FloodBudget {
  /** Requests refused since the budget was last above zero. */
  refused = 0;
  /** Time of the last slow-down sent to its sessions. */
  slowedDownAt = -Infinity;
  readonly #factor: number;
  readonly #limits: FloodLimits;
  readonly #buckets: Partial<Record<FloodKind, TokenBucket>> = {};

  constructor(limits: FloodLimits, factor: number) {
    this.#limits = limits;
    this.#factor = factor;
  }

  bucket(kind: FloodKind, now: number): TokenBucket {
    const known = this.#buckets[kind];
    if (known) return known;
    const { burst, perSecond } = floodRate(this.#limits, kind);
    const rate = { burst: burst * this.#factor, perSecond: perSecond * this.#factor };
    return (this.#buckets[kind] = new TokenBucket(rate, now));
  }

  /** Returns the remaining amount of the budget. */
  levels(now: number): FloodLevels {
    const levels: FloodLevels = {};
    for (const kind of floodKinds) {
      const bucket = this.#buckets[kind];
      if (bucket && bucket.level(now) < bucket.rate.burst) levels[kind] = bucket.level(now);
    }
    return levels;
  }

  full(now: number): boolean {
    return Object.keys(this.levels(now)).length === 0;
  }
}

/** The account and address that requests are charged to. */
interface Origin {
  readonly account: string;
  readonly address: string;
  readonly guest: boolean;
}

/**
 * The budgets of all accounts and addresses. They are shared by all connections, and reconnecting does not reset them.
 * Requests of an account are charged to the account and to its address, except for loopback addresses, which all clients
 * of a local proxy share. Requests of a guest are charged to the address only.
 */
export class FloodBudgets {
  #limits: FloodLimits | 'off';
  readonly #budgets = new Map<string, FloodBudget>();
  #sweepAt = minSweep;

  constructor(limits: FloodLimits | 'off') {
    this.#limits = limits;
  }

  /** The current limits; setting them resets all budgets. */
  get limits(): FloodLimits | 'off' {
    return this.#limits;
  }

  set limits(limits: FloodLimits | 'off') {
    this.#limits = limits;
    this.#budgets.clear();
  }

  get size(): number {
    return this.#budgets.size;
  }

  /** Returns the budgets of an origin, the account's first; empty while the limits are off. */
  of({ account, address, guest }: Origin, now: number): readonly FloodBudget[] {
    if (this.#limits === 'off') return [];
    const budgets: FloodBudget[] = [];
    if (!guest) budgets.push(this.#budget(`account ${account.toLowerCase()}`, 1, now));
    if (guest || !isLoopback(address)) {
      budgets.push(this.#budget(`address ${addressOrigin(address)}`, addressFactor, now));
    }
    return budgets;
  }

  /** Charges a login and returns its wait in ms. If that exceeds the maximum wait, nothing is charged. */
  arrive(budgets: readonly FloodBudget[], now: number, maxWaitMs: number): number {
    const buckets = budgets.map((budget) => budget.bucket('rooms', now));
    const waitMs = Math.max(0, ...buckets.map((bucket) => bucket.waitMs(now)));
    if (waitMs <= maxWaitMs) for (const bucket of buckets) bucket.charge(now);
    return waitMs;
  }

  #budget(key: string, factor: number, now: number): FloodBudget {
    const known = this.#budgets.get(key);
    if (known) return known;
    if (this.#budgets.size >= this.#sweepAt) this.#sweep(now);
    const budget = new FloodBudget(this.#limits as FloodLimits, factor);
    this.#budgets.set(key, budget);
    return budget;
  }

  #sweep(now: number): void {
    for (const [key, budget] of this.#budgets) if (budget.full(now)) this.#budgets.delete(key);
    for (const key of this.#budgets.keys()) {
      if (this.#budgets.size < maxBudgets) break;
      this.#budgets.delete(key);
    }
    this.#sweepAt = Math.max(minSweep, Math.min(maxBudgets, this.#budgets.size * 2));
  }
}
