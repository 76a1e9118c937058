import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import {
  type FloodKind,
  floodKinds,
  type FloodLevels,
  type FloodLimits,
  floodRate,
} from '../flood.ts';
import { TokenBucket } from '../token-bucket.ts';

/** An address, which many people may share, may do this many times as much as an account. */
const addressFactor = 20;
/** So many budgets are held at most; beyond it the oldest are forgotten. */
const maxBudgets = 100_000;
/** Budgets that are full again are forgotten once there are this many, at least. */
const minSweep = 1000;

/** What one account, or one address, has left to do. It outlives the sessions. */
export class FloodBudget {
  /** What was refused since there was something left. */
  refused = 0;
  /** When its sessions were last told to slow down. */
  pacedAt = -Infinity;
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

  /** What is left of what was used. */
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

/** Whose budgets something is charged to. */
export interface Origin {
  readonly account: string;
  readonly address: string;
  readonly guest: boolean;
}

/**
 * The budgets of all accounts and addresses, by which a client gets no more by coming again, or by many connections.
 * An account is charged for itself and for its address, unless that is this machine's own: behind a local proxy
 * everybody has it. A guest, who may be anybody, is charged for the address alone.
 */
export class FloodBudgets {
  #limits: FloodLimits | 'off';
  readonly #budgets = new Map<string, FloodBudget>();
  #sweepAt = minSweep;

  constructor(limits: FloodLimits | 'off') {
    this.#limits = limits;
  }

  /** The limits in force; setting them forgets what was done so far. */
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

  /** The budgets of an origin, that of the account first; none while there are no limits. */
  of({ account, address, guest }: Origin, now: number): readonly FloodBudget[] {
    if (this.#limits === 'off') return [];
    const budgets: FloodBudget[] = [];
    if (!guest) budgets.push(this.#budget(`account ${account.toLowerCase()}`, 1, now));
    if (guest || !isLoopback(address)) {
      budgets.push(this.#budget(`address ${addressOrigin(address)}`, addressFactor, now));
    }
    return budgets;
  }

  /**
   * Charges that a session comes, and returns in how many milliseconds it may. More than it may be made to wait, nothing
   * is charged.
   */
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
