import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import { badCredentials, busy, closed, tooManyRegistrations } from '../errors.ts';
import { Hasher, type HashCost } from './hasher.ts';
import {
  Backoff,
  type BackoffOptions,
  type LoginThrottle,
  type Attempt,
} from './login-throttle.ts';

/** Settings of {@link Credentials}. */
interface CredentialsOptions extends HashCost {
  maxHashing: number;
  maxQueued: number;
  throttle: boolean;
  now: () => number;
}

/** New accounts from one address: thirty are free, until there has been none for ten minutes. */
const registrationBackoff: BackoffOptions = {
  free: 30,
  baseMs: 1_000,
  maxMs: 60_000,
  forgetMs: 10 * 60_000,
};

/**
 * Checks and hashes passwords: a few at a time, with a bounded queue, and slowing down guessers. The throttle is
 * consulted again when a queued attempt starts, so attempts sent all at once gain nothing over attempts in sequence.
 */
export class Credentials {
  readonly #hasher: Hasher;
  readonly #hashing: TaskLimit;
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
    this.#hashing = new TaskLimit(maxHashing, maxQueued);
    this.#throttling = throttle;
    this.#now = now;
  }

  /**
   * Checks a password against the account that `find` returns. Takes the same time if there is none.
   *
   * @throws AuthError `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_THROTTLED`, `ERR_AUTH_TOO_MANY_LOGINS` or `ERR_AUTH_BUSY`.
   */
  async check<Account extends { readonly phc: string }>(
    password: string,
    attempt: Attempt,
    find: () => Promise<Account | undefined>,
  ): Promise<Account> {
    this.#admit(attempt);
    return this.#hashing.run(async () => {
      this.#admit(attempt);
      let account = await find();
      for (;;) {
        if (!(await this.#hasher.matches(password, account?.phc))) {
          this.#throttle.failed(attempt, this.#now());
          throw badCredentials();
        }
        // The account may have been removed or changed while the password was hashed.
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

  /** Hashes a new password of an existing account. */
  hash(password: string): Promise<string> {
    return this.#hashing.run(() => this.#hasher.hash(password));
  }

  /**
   * Hashes the password of a new account.
   *
   * @throws AuthError `ERR_AUTH_THROTTLED` if the address has registered too many, or `ERR_AUTH_BUSY`.
   */
  async hashForRegistration(password: string, address: string | undefined): Promise<string> {
    if (!this.#throttling || address === undefined || isLoopback(address)) {
      return this.hash(password);
    }
    const network = addressOrigin(address);
    const admit = (): void => {
      const wait = this.#registrations.waitMs(network, this.#now());
      if (wait > 0) throw tooManyRegistrations(wait);
    };
    admit();
    return this.#hashing.run(() => {
      admit();
      this.#registrations.fail(network, this.#now());
      return this.#hasher.hash(password);
    });
  }

  /** Hashes a password again, now that it is known, if its hash is weaker than a new one would be. */
  async renew(
    password: string,
    account: { name: string; phc: string },
  ): Promise<string | undefined> {
    if (!this.#hasher.isWeak(account.phc)) return undefined;
    return this.#hashing.run(() => this.#hasher.renew(password, account));
  }

  /** Rejects the queued and all later calls. Running ones finish. */
  close(): void {
    this.#hashing.close();
  }

  #admit(attempt: Attempt): void {
    if (this.#throttling) this.#throttle.check(attempt, this.#now());
  }
}

/** Runs a bounded number of tasks at once, and queues a bounded number, first come first served. */
export class TaskLimit {
  readonly #maxRunning: number;
  readonly #maxQueued: number;
  readonly #queue: PromiseWithResolvers<void>[] = [];
  #running = 0;
  #closed = false;

  constructor(maxRunning: number, maxQueued: number) {
    this.#maxRunning = maxRunning;
    this.#maxQueued = maxQueued;
  }

  /**
   * Runs a task as soon as fewer than `maxRunning` are running.
   *
   * @throws AuthError `ERR_AUTH_BUSY` at once if the queue is full, `ERR_AUTH_CLOSED` after {@link close}.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closed) throw closed();
    if (this.#running < this.#maxRunning) this.#running += 1;
    else await this.#turn();
    try {
      return await task();
    } finally {
      // The next queued task takes this one's place, so `#running` stays the same.
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next.resolve();
    }
  }

  /** Rejects the queued tasks. Running ones finish. */
  close(): void {
    this.#closed = true;
    for (const queued of this.#queue.splice(0)) queued.reject(closed());
  }

  #turn(): Promise<void> {
    if (this.#queue.length >= this.#maxQueued) throw busy();
    const turn = Promise.withResolvers<void>();
    this.#queue.push(turn);
    return turn.promise;
  }
}
