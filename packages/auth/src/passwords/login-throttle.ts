import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import { throttled, tooManyLogins } from '../errors.ts';

/** An attempt to log in. */
export interface Attempt {
  /** The name's key. */
  key: string;
  /** Normalized; `undefined` for the operator's own tools. */
  address: string | undefined;
  /** Whether the account has logged in from this address before. */
  known: boolean;
}

/** Waits after failed attempts from one address. */
const addressBackoff: BackoffOptions = {
  free: 5,
  baseMs: 1_000,
  maxMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
};

/** Waits after failed attempts with one name. */
const nameBackoff: BackoffOptions = {
  free: 5,
  baseMs: 1_000,
  maxMs: 30_000,
  forgetMs: 60 * 60_000,
};

/** Logins of one account, by password or token: each sends a few lines to everyone in its rooms. */
export const loginAllowance: AllowanceOptions = { burst: 30, everyMs: 2_000 };

/** Logins by token from one address, valid or not, except of accounts that were there before. */
export const tokenAllowance: AllowanceOptions = { burst: 300, everyMs: 100 };

/**
 * Slows down password guessing without letting the guesser lock the owner out.
 *
 * - An address waits up to 15 minutes. Loopback never does, because all clients of a local proxy share it.
 * - A name waits up to 30 seconds, no matter which addresses failed. An address that waits 15 minutes cannot fill windows of 30 seconds,
 *   so blocking a name takes more than thirty addresses at a time.
 * - Even then the owner can log in: at an address the account has logged in from before (loopback aside) only that
 *   account's own failures from there count, up to 30 seconds. Neither guessers elsewhere nor others behind the same
 *   address block it. Failures never delay a session token.
 * - Successful logins count too, by token as by password: an account may do thirty at once, then one every two
 *   seconds. Only the owner can use that up. So reconnecting does not evade other limits.
 *
 * A success resets nothing: otherwise a guesser could log in to their own account between guesses.
 */
export class LoginThrottle {
  readonly #addresses = new Backoff(addressBackoff);
  readonly #names = new Backoff(nameBackoff);
  /** By name and address. */
  readonly #pairs = new Backoff(nameBackoff);
  readonly #logins = new Allowance(loginAllowance);
  readonly #tokens = new Allowance(tokenAllowance);

  /** @throws AuthError `ERR_AUTH_THROTTLED` or `ERR_AUTH_TOO_MANY_LOGINS`, with the time to wait. */
  check(attempt: Attempt, now: number): void {
    const wait = this.waitMs(attempt, now);
    if (wait > 0) throw throttled(wait);
    this.#checkLogins(attempt.key, now);
  }

  /**
   * Counts a login by token, valid or not. `key` is the account's, if the token is valid.
   *
   * @throws AuthError `ERR_AUTH_TOO_MANY_LOGINS` with the time to wait; such a login is not counted.
   */
  takeToken({ key, address, known }: Partial<Attempt>, now: number): void {
    const network = known ? undefined : throttledNetwork(address);
    const wait = network === undefined ? 0 : this.#tokens.waitMs(network, now);
    if (wait > 0) throw tooManyLogins(wait);
    if (key !== undefined) this.#checkLogins(key, now);
    if (network !== undefined) this.#tokens.charge(network, now);
    if (key !== undefined) this.loggedIn(key, now);
  }

  /** Counts a successful login. */
  loggedIn(key: string, now: number): void {
    this.#logins.charge(key, now);
  }

  /** Milliseconds until this attempt is allowed. */
  waitMs({ key, address, known }: Attempt, now: number): number {
    const network = throttledNetwork(address);
    if (network === undefined) return this.#names.waitMs(key, now);
    if (known) return this.#pairs.waitMs(`${key} ${network}`, now);
    return Math.max(this.#addresses.waitMs(network, now), this.#names.waitMs(key, now));
  }

  /** Counts a wrong password. */
  failed({ key, address }: Attempt, now: number): void {
    this.#names.fail(key, now);
    const network = throttledNetwork(address);
    if (network === undefined) return;
    this.#addresses.fail(network, now);
    this.#pairs.fail(`${key} ${network}`, now);
  }

  #checkLogins(key: string, now: number): void {
    const wait = this.#logins.waitMs(key, now);
    if (wait > 0) throw tooManyLogins(wait);
  }
}

function throttledNetwork(address: string | undefined): string | undefined {
  return address === undefined || isLoopback(address) ? undefined : addressOrigin(address);
}

/** How many keys a {@link Backoff} or {@link Allowance} remembers. A further one replaces the one used longest ago. */
const defaultMaxKeys = 10_000;

/** Settings of {@link Backoff}. */
export interface BackoffOptions {
  /** Failures without a wait. */
  free: number;
  /** The first wait, in milliseconds. Each further failure doubles it. */
  baseMs: number;
  /** The longest wait, in milliseconds. */
  maxMs: number;
  /** Failures are forgotten after this time without a new one, in milliseconds. */
  forgetMs: number;
}

/** Exponential backoff per key: counts failures and computes the wait after them. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #maxKeys: number;
  /** In the order of the last failure, the oldest first. */
  readonly #entries = new Map<string, { failures: number; lastAt: number }>();

  constructor(options: BackoffOptions, { maxKeys = defaultMaxKeys } = {}) {
    this.#options = options;
    this.#maxKeys = maxKeys;
  }

  /** The number of keys remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** Milliseconds until the key may try again. */
  waitMs(key: string, now: number): number {
    const { free, baseMs, maxMs } = this.#options;
    const failures = this.#failures(key, now);
    if (failures < Math.max(1, free)) return 0;
    const wait = Math.min(maxMs, baseMs * 2 ** (failures - free));
    const lastAt = this.#entries.get(key)?.lastAt ?? 0;
    // Bounded, in case the clock was set back.
    return Math.min(wait, Math.max(0, lastAt + wait - now));
  }

  /** Counts a failure. */
  fail(key: string, now: number): void {
    const failures = this.#failures(key, now) + 1;
    this.#entries.delete(key);
    this.#entries.set(key, { failures, lastAt: now });
    dropOldest(this.#entries, this.#maxKeys);
  }

  #failures(key: string, now: number): number {
    const entry = this.#entries.get(key);
    return entry === undefined || now - entry.lastAt > this.#options.forgetMs ? 0 : entry.failures;
  }
}

/** Settings of {@link Allowance}. */
interface AllowanceOptions {
  /** How many charges are allowed at once. */
  burst: number;
  /** After a burst, one more is allowed every this many milliseconds. */
  everyMs: number;
}

/** A token bucket per key. */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #maxKeys: number;
  /** When each key's bucket will be full again, in the order of the last charge, the oldest first. */
  readonly #fullAt = new Map<string, number>();

  constructor(options: AllowanceOptions, { maxKeys = defaultMaxKeys } = {}) {
    this.#options = options;
    this.#maxKeys = maxKeys;
  }

  /** The number of keys remembered. */
  get size(): number {
    return this.#fullAt.size;
  }

  /** Milliseconds until the key may be charged. */
  waitMs(key: string, now: number): number {
    const { burst, everyMs } = this.#options;
    return Math.max(0, this.#untilFull(key, now) - (burst - 1) * everyMs);
  }

  /** Charges a key once. */
  charge(key: string, now: number): void {
    const fullAt = now + this.#untilFull(key, now) + this.#options.everyMs;
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    dropOldest(this.#fullAt, this.#maxKeys);
  }

  #untilFull(key: string, now: number): number {
    const { burst, everyMs } = this.#options;
    // Bounded, in case the clock was set back.
    return Math.min(burst * everyMs, Math.max(0, (this.#fullAt.get(key) ?? 0) - now));
  }
}

function dropOldest(map: Map<string, unknown>, maxSize: number): void {
  if (map.size <= maxSize) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
