import { assertAddress } from '../address.ts';
import { addressOf, assertStrings, keyOf } from './arguments.ts';
import { checked, type Check } from './check.ts';
import type { Authenticator, Identity, IssuedToken, Origin } from './authenticator.ts';
import { ManagedAccounts } from './managed-accounts.ts';
import type { AccountsOptions } from './options.ts';
import { Passwords } from './passwords.ts';
import { LoginThrottle } from '../passwords/login-throttle.ts';
import { Sessions, type Proved } from './sessions.ts';
import { SightingWriter } from './sighting-writer.ts';
import { Sightings } from './sightings.ts';
import type { Storage } from '../file/storage.ts';

/**
 * The accounts of one file. Made by `openAccounts`; meant to live in one thread, which serves the others through
 * `serveAccounts`. Several of them, in several threads and processes, may share one file.
 *
 * Every change resolves once it is on disk. Every call first takes up what others wrote. After {@link close} all
 * calls reject with `ERR_AUTH_CLOSED`. A call without an address is the operator's: nothing is noted or slowed down
 * by address.
 */
export class Accounts extends ManagedAccounts implements Authenticator {
  readonly #storage: Storage;
  readonly #sightings: SightingWriter;
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;
  readonly #watcher: { close(): void } | undefined;
  #closing: Promise<void> | undefined;

  /** @internal Use `openAccounts`. */
  constructor(
    storage: Storage,
    first: Awaited<ReturnType<Storage['read']>>,
    options: Required<AccountsOptions>,
  ) {
    const sightings = new Sightings();
    super(storage, first, { options, sightings });
    this.#storage = storage;
    this.#sightings = new SightingWriter(sightings, this.ledger, options.now);
    const throttle = new LoginThrottle();
    this.#passwords = new Passwords(this.ledger, options, throttle);
    this.#sessions = new Sessions(this.ledger, options, throttle);
    if (options.watch) this.#watcher = storage.watch(() => void this.ledger.refresh());
  }

  /** The file in use, symbolic links resolved; `:memory:` for none. */
  get path(): string {
    return this.#storage.path;
  }

  /** The name last seen from an address, by log-in or token: to greet with, never to let in. */
  identify(address: string): Promise<string | undefined> {
    return this.door.call(() => this.#sightings.lastName(assertAddress(address)));
  }

  /** Whether an account has this name, in any case of letters. */
  exists(name: string): Promise<boolean> {
    return this.door.call(() => this.ledger.book.get(keyOf(name)) !== undefined);
  }

  /**
   * Whether {@link register} would take a name. The code is `ERR_AUTH_NAME_TAKEN`, also for an account whose name
   * could not be registered now, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`.
   */
  checkName(name: string): Promise<Check> {
    return this.door.call(() => {
      assertStrings({ name });
      return checked(() => this.#passwords.assertAvailable(name));
    });
  }

  /** Whether an account of this name could get a password; if not, the code is `ERR_AUTH_BAD_PASSWORD`. */
  checkPassword(name: string, password: string): Promise<Check> {
    return this.door.call(() => {
      assertStrings({ name, password });
      return checked(() => this.#passwords.assertNew(password, name));
    });
  }

  /**
   * Makes an account. Only the operator may pass `allowReserved`, which overrides the reserved names.
   *
   * @throws AuthError `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_RESERVED`, `ERR_AUTH_NAME_TAKEN`,
   * `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_THROTTLED`, `ERR_AUTH_BUSY` or `ERR_AUTH_FILE`.
   */
  register(
    name: string,
    password: string,
    { allowReserved = false, ...origin }: Partial<Origin> & { allowReserved?: boolean } = {},
  ): Promise<Identity> {
    return this.door.call(async () => {
      assertStrings({ name, password });
      const options = { address: addressOf(origin), allowReserved };
      return this.#sessions.identify(await this.#passwords.register(name, password, options));
    });
  }

  /**
   * Checks a password. Takes the same time, and fails with the same error, whether the name exists or not. Renews
   * a hash that costs less than a new one.
   *
   * @throws AuthError `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_THROTTLED` or `ERR_AUTH_BUSY`.
   */
  verify(name: string, password: string, origin?: Partial<Origin>): Promise<Identity> {
    return this.door.call(async () => {
      assertStrings({ name, password });
      const address = addressOf(origin);
      return this.#seen(await this.#passwords.verify(name, password, address), address);
    });
  }

  /**
   * Changes the password of who knows the old one, revokes all tokens of the account, and ends its sessions but
   * `origin.session`. Resolves with the identity that this one has from now on.
   *
   * @throws AuthError as {@link verify}, and `ERR_AUTH_BAD_PASSWORD` or `ERR_AUTH_FILE`.
   */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Partial<Origin> = {},
  ): Promise<Identity> {
    return this.door.call(async () => {
      assertStrings({ name, oldPassword, newPassword });
      const passwords = { old: oldPassword, new: newPassword };
      const from = { address: addressOf(origin), session: origin.session };
      return this.#sessions.identify(await this.#passwords.change(name, passwords, from));
    });
  }

  /**
   * Sets a password without the old one, revokes all tokens, and ends all sessions: for the operator.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME`, `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BUSY` or `ERR_AUTH_FILE`.
   */
  setPassword(name: string, password: string): Promise<void> {
    return this.door.call(() => {
      assertStrings({ name, password });
      return this.#passwords.set(name, password);
    });
  }

  /**
   * Makes a session token: 256 bits at random, shown this once; the file keeps its SHA-256. `proof` is that of the
   * session's identity; without one it is the operator who asks.
   *
   * @throws AuthError `ERR_AUTH_STALE_PROOF` when the password was changed or the tokens were revoked since, or the
   * token that the session came by is no longer good; `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  issueToken(name: string, proof?: string): Promise<IssuedToken> {
    return this.door.call(() => {
      assertStrings({ name, ...(proof === undefined ? {} : { proof }) });
      return this.#sessions.issue(name, proof);
    });
  }

  /**
   * Lets in who holds a token, and keeps the token alive for another lifetime.
   *
   * @throws AuthError `ERR_AUTH_BAD_TOKEN` when it is unknown, expired or revoked, `ERR_AUTH_TOO_MANY_LOGINS` when
   * there were too many log-ins.
   */
  resume(token: string, origin?: Partial<Origin>): Promise<Identity> {
    return this.door.call(async () => {
      assertStrings({ token });
      const address = addressOf(origin);
      return this.#seen(await this.#sessions.resume(token, address), address);
    });
  }

  /**
   * Revokes all tokens of an account and ends its sessions but `origin.session`; how many tokens there were, 0 for an
   * unknown name.
   */
  revoke(name: string, { session }: Partial<Origin> = {}): Promise<number> {
    return this.door.call(() => this.#sessions.revoke(keyOf(name), session));
  }

  /** Refuses new calls, lets those under way finish, writes what is left. Safe to call twice. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#watcher?.close();
    const running = this.door.close();
    this.#passwords.close();
    await running;
    await this.#sightings.close();
    await this.ledger.settled();
  }

  #seen(proved: Proved, address: string | undefined): Identity {
    if (address !== undefined) this.#sightings.note(proved.account, address);
    return this.#sessions.identify(proved);
  }
}
