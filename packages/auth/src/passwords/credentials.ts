import type { Account } from '../file/account.ts';
import { addressNetwork, isLoopback } from '../address.ts';
import { Backoff, type BackoffOptions } from './backoff.ts';
import { badCredentials, throttled } from '../errors.ts';
import { Gate } from './gate.ts';
import { Hasher, type HashCost } from './hasher.ts';
import { LoginThrottle, type Attempt } from './login-throttle.ts';

/** Settings of {@link Credentials}. */
export interface CredentialsOptions extends HashCost {
  maxHashing: number;
  maxQueued: number;
  throttle: boolean;
  now: () => number;
}

/** New accounts per address: thirty in ten minutes are free. */
export const registrationBackoff: BackoffOptions = {
  free: 30,
  baseMs: 1_000,
  maxMs: 60_000,
  forgetMs: 10 * 60_000,
};

/**
 * Checks and makes password hashes: a few at once, a bounded number waiting, guessers slowed down. The throttle is
 * asked again when an attempt gets its turn, so that a flood sent at once is worth no more guesses than one after
 * the other.
 */
export class Credentials {
  readonly #hasher: Hasher;
  readonly #gate: Gate;
  readonly #throttle: LoginThrottle;
  readonly #registrations = new Backoff(registrationBackoff);
  readonly #throttling: boolean;
  readonly #now: () => number;

  constructor(
    { maxHashing, maxQueued, throttle, now, ...cost }: CredentialsOptions,
    loginThrottle: LoginThrottle,
  ) {
    this.#throttle = loginThrottle;
    this.#hasher = new Hasher(cost);
    this.#gate = new Gate(maxHashing, maxQueued);
    this.#throttling = throttle;
    this.#now = now;
  }

  /**
   * Checks a password against whatever account `find` gives, also when it gives none.
   *
   * @throws AuthError `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_THROTTLED` or `ERR_AUTH_BUSY`.
   */
  async check(
    password: string,
    attempt: Attempt,
    find: () => Promise<Account | undefined>,
  ): Promise<Account> {
    this.#admit(attempt);
    return this.#gate.run(async () => {
      this.#admit(attempt);
      let account = await find();
      for (;;) {
        if (!(await this.#hasher.matches(password, account?.phc))) {
          this.#throttle.failed(attempt, this.#now());
          throw badCredentials();
        }
        // It may have been removed meanwhile, or got another password or hash.
        const current = await find();
        if (current === undefined) throw badCredentials();
        if (current.phc === account?.phc) {
          this.#throttle.loggedIn(attempt.key, this.#now());
          return current;
        }
        account = current;
      }
    });
  }

  /** Hashes a new password, for an account that exists or for the operator. */
  hash(password: string): Promise<string> {
    return this.#gate.run(() => this.#hasher.hash(password));
  }

  /**
   * Hashes the password of a new account.
   *
   * @throws AuthError `ERR_AUTH_THROTTLED` when the address has made too many, `ERR_AUTH_BUSY`.
   */
  async hashForRegistration(password: string, address: string | undefined): Promise<string> {
    if (!this.#throttling || address === undefined || isLoopback(address)) {
      return this.hash(password);
    }
    const network = addressNetwork(address);
    const admit = (): void => {
      const wait = this.#registrations.waitMs(network, this.#now());
      if (wait > 0) throw throttled(wait);
    };
    admit();
    return this.#gate.run(() => {
      admit();
      this.#registrations.fail(network, this.#now());
      return this.#hasher.hash(password);
    });
  }

  /** Whether a hash should be renewed now that its password is at hand. */
  isWeak(phc: string): boolean {
    return this.#hasher.isWeak(phc);
  }

  close(): void {
    this.#gate.close();
  }

  #admit(attempt: Attempt): void {
    if (this.#throttling) this.#throttle.check(attempt, this.#now());
  }
}
