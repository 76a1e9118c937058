import { addressNetwork, isLoopback } from '../address.ts';
import { Allowance, type AllowanceOptions } from './allowance.ts';
import { Backoff, type BackoffOptions } from './backoff.ts';
import { throttled, tooManyLogins } from '../errors.ts';

/** Who tries, and as whom. */
export interface Attempt {
  /** The name's key. */
  key: string;
  /** Normalised; absent for the operator's own tools. */
  address: string | undefined;
  /** Whether the account has logged in from this address before. */
  known: boolean;
}

/** The waits after failed attempts: per address long, per name short. */
export const addressBackoff: BackoffOptions = {
  free: 5,
  baseMs: 1_000,
  maxMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
};

export const nameBackoff: BackoffOptions = {
  free: 5,
  baseMs: 1_000,
  maxMs: 30_000,
  forgetMs: 60 * 60_000,
};

/** Log-ins of one account, by password or by token: each costs everybody in its rooms a few lines. */
export const loginAllowance: AllowanceOptions = { burst: 30, everyMs: 2_000 };

/** Log-ins by token from one address, good or not, of accounts that were never there before. */
export const tokenAllowance: AllowanceOptions = { burst: 300, everyMs: 100 };

/**
 * Slows down who guesses passwords, without letting a guesser keep the owner out.
 *
 * - An address waits up to 15 minutes. Loopback never does: all clients of a local proxy share it.
 * - A name waits up to 30 seconds only, whoever failed. An address that waits 15 minutes cannot fill windows of 30
 *   seconds, so keeping a name shut takes more than thirty addresses at work all the time.
 * - Even then the owner gets in: at an address the account has logged in from before (loopback aside) only the
 *   failures of that account from there count, up to 30 seconds. So neither guessers elsewhere nor neighbours behind
 *   the same address shut it. And nobody's failures keep a session token waiting.
 * - Log-ins that succeed count too, by token as by password: thirty at once by one account, then one in two seconds.
 *   Only the owner can use that up. Reconnecting is no way round any other limit.
 *
 * A success clears nothing, or a guesser would log in to an account of his own between guesses.
 */
export class LoginThrottle {
  readonly #addresses = new Backoff(addressBackoff);
  readonly #names = new Backoff(nameBackoff);
  /** Names at an address. */
  readonly #pairs = new Backoff(nameBackoff);
  readonly #logins = new Allowance(loginAllowance);
  readonly #tokens = new Allowance(tokenAllowance);

  /** @throws AuthError `ERR_AUTH_THROTTLED` or `ERR_AUTH_TOO_MANY_LOGINS` with the time to wait. */
  check(attempt: Attempt, now: number): void {
    const wait = this.waitMs(attempt, now);
    if (wait > 0) throw throttled(wait);
    this.#checkLogins(attempt.key, now);
  }

  /**
   * Counts a log-in by token, whether the token is good or not; `key` is that of the account, if it is.
   *
   * @throws AuthError `ERR_AUTH_TOO_MANY_LOGINS` with the time to wait; then it is not counted.
   */
  takeToken({ key, address, known }: Partial<Attempt>, now: number): void {
    const network = known ? undefined : throttledNetwork(address);
    const wait = network === undefined ? 0 : this.#tokens.waitMs(network, now);
    if (wait > 0) throw tooManyLogins(wait);
    if (key !== undefined) this.#checkLogins(key, now);
    if (network !== undefined) this.#tokens.charge(network, now);
    if (key !== undefined) this.loggedIn(key, now);
  }

  /** Counts a log-in of an account. */
  loggedIn(key: string, now: number): void {
    this.#logins.charge(key, now);
  }

  /** Milliseconds until this may be tried; 0 when it may now. */
  waitMs({ key, address, known }: Attempt, now: number): number {
    const network = throttledNetwork(address);
    if (network === undefined) return this.#names.waitMs(key, now);
    if (known) return this.#pairs.waitMs(`${key} ${network}`, now);
    return Math.max(this.#addresses.waitMs(network, now), this.#names.waitMs(key, now));
  }

  #checkLogins(key: string, now: number): void {
    const wait = this.#logins.waitMs(key, now);
    if (wait > 0) throw tooManyLogins(wait);
  }

  /** Counts an attempt that was hashed and failed. */
  failed({ key, address }: Attempt, now: number): void {
    this.#names.fail(key, now);
    const network = throttledNetwork(address);
    if (network === undefined) return;
    this.#addresses.fail(network, now);
    this.#pairs.fail(`${key} ${network}`, now);
  }
}

function throttledNetwork(address: string | undefined): string | undefined {
  return address === undefined || isLoopback(address) ? undefined : addressNetwork(address);
}
