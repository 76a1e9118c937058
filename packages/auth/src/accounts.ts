import { EventEmitter } from 'node:events';
import type { Account } from './account.ts';
import { describeAccount, type AccountInfo } from './account-info.ts';
import { emitTo, type AccountsEvents } from './accounts-events.ts';
import { assertAddress } from './address.ts';
import { addressOf, assertStrings, keyOf } from './arguments.ts';
import { checked, type Check } from './check.ts';
import type { Authenticator, Identity, IssuedToken, Origin } from './authenticator.ts';
import { remove, setRoles } from './changes.ts';
import { closed } from './errors.ts';
import { Ledger } from './ledger.ts';
import type { AccountsOptions } from './options.ts';
import { Passwords } from './passwords.ts';
import { identityOf, Sessions } from './sessions.ts';
import { SightingWriter } from './sighting-writer.ts';
import { Sightings } from './sightings.ts';
import type { Storage } from './storage.ts';

/**
 * The accounts of one file. Made by `openAccounts`; meant to live in one thread, which serves the others through
 * `serveAccounts`. Several of them, in several threads and processes, may share one file.
 *
 * Every change resolves once it is on disk. Every call first takes up what others wrote. After {@link close} all
 * calls reject with `ERR_AUTH_CLOSED`. A call without an address is the operator's: nothing is noted or slowed down
 * by address.
 */
export class Accounts extends EventEmitter<AccountsEvents> implements Authenticator {
  readonly #options: Required<AccountsOptions>;
  readonly #storage: Storage;
  readonly #ledger: Ledger;
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;
  readonly #watcher: { close(): void } | undefined;
  readonly #running = new Set<Promise<unknown>>();
  readonly #sightings: SightingWriter;
  #closing: Promise<void> | undefined;

  /** @internal Use `openAccounts`. */
  constructor(
    storage: Storage,
    first: Awaited<ReturnType<Storage['read']>>,
    options: Required<AccountsOptions>,
  ) {
    super();
    this.#options = options;
    this.#storage = storage;
    const sightings = new Sightings();
    this.#ledger = new Ledger(storage, first, { sightings, listener: emitTo(this) });
    this.#sightings = new SightingWriter(sightings, this.#ledger, options.now);
    this.#passwords = new Passwords(this.#ledger, options);
    this.#sessions = new Sessions(this.#ledger, options);
    if (options.watch) this.#watcher = storage.watch(() => void this.#ledger.refresh());
  }

  /** The file in use, symbolic links resolved; `:memory:` for none. */
  get path(): string {
    return this.#storage.path;
  }

  /** The name last seen from an address, by log-in or token: to greet with, never to let in. */
  identify(address: string): Promise<string | undefined> {
    return this.#call(() => this.#sightings.lastName(assertAddress(address)));
  }

  /** Whether an account has this name, in any case of letters. */
  exists(name: string): Promise<boolean> {
    return this.#call(() => this.#ledger.book.get(keyOf(name)) !== undefined);
  }

  /**
   * Whether {@link register} would take a name. The code is `ERR_AUTH_NAME_TAKEN`, also for an account whose name
   * could not be registered now, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`.
   */
  checkName(name: string): Promise<Check> {
    return this.#call(() => {
      assertStrings({ name });
      return checked(() => this.#passwords.assertAvailable(name));
    });
  }

  /** Whether an account of this name could get a password; if not, the code is `ERR_AUTH_BAD_PASSWORD`. */
  checkPassword(name: string, password: string): Promise<Check> {
    return this.#call(() => {
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
    return this.#call(async () => {
      assertStrings({ name, password });
      const options = { address: addressOf(origin), allowReserved };
      return identityOf(await this.#passwords.register(name, password, options));
    });
  }

  /**
   * Checks a password. Takes the same time, and fails with the same error, whether the name exists or not. Renews
   * a hash that costs less than a new one.
   *
   * @throws AuthError `ERR_AUTH_BAD_CREDENTIALS`, `ERR_AUTH_THROTTLED` or `ERR_AUTH_BUSY`.
   */
  verify(name: string, password: string, origin?: Partial<Origin>): Promise<Identity> {
    return this.#call(async () => {
      assertStrings({ name, password });
      const address = addressOf(origin);
      return this.#seen(await this.#passwords.verify(name, password, address), address);
    });
  }

  /**
   * Changes the password of who knows the old one, and revokes all tokens of the account.
   *
   * @throws AuthError as {@link verify}, and `ERR_AUTH_BAD_PASSWORD` or `ERR_AUTH_FILE`.
   */
  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin?: Partial<Origin>,
  ): Promise<void> {
    return this.#call(() => {
      assertStrings({ name, oldPassword, newPassword });
      const passwords = { old: oldPassword, new: newPassword };
      return this.#passwords.change(name, passwords, addressOf(origin));
    });
  }

  /**
   * Sets a password without the old one, and revokes all tokens: for the operator.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME`, `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BUSY` or `ERR_AUTH_FILE`.
   */
  setPassword(name: string, password: string): Promise<void> {
    return this.#call(() => {
      assertStrings({ name, password });
      return this.#passwords.set(name, password);
    });
  }

  /**
   * Makes a session token: 256 bits at random, shown this once; the file keeps its SHA-256.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  issueToken(name: string): Promise<IssuedToken> {
    return this.#call(() => {
      assertStrings({ name });
      return this.#sessions.issue(name);
    });
  }

  /**
   * Lets in who holds a token, and keeps the token alive for another lifetime.
   *
   * @throws AuthError `ERR_AUTH_BAD_TOKEN` when it is unknown, expired or revoked.
   */
  resume(token: string, origin?: Partial<Origin>): Promise<Identity> {
    return this.#call(async () => {
      assertStrings({ token });
      const address = addressOf(origin);
      return this.#seen(await this.#sessions.resume(token), address);
    });
  }

  /** Revokes all tokens of an account; how many there were, 0 for an unknown name. */
  revoke(name: string): Promise<number> {
    return this.#call(() => this.#sessions.revoke(keyOf(name)));
  }

  /** All accounts in the file's order. What was seen in the last second may be missing. */
  list(): Promise<AccountInfo[]> {
    return this.#call(() => {
      const now = this.#options.now();
      return Array.from(this.#ledger.book.accounts(), (account) => describeAccount(account, now));
    });
  }

  /** Removes an account; whether there was one. */
  remove(name: string): Promise<boolean> {
    return this.#call(() => this.#ledger.commit(remove(keyOf(name))));
  }

  /** Removes all accounts, and with them all tokens; how many there were. What was is kept once, in `<file>.bak`. */
  clear(): Promise<number> {
    return this.#call(() => this.#ledger.commit((draft) => draft.clear(), { backup: true }));
  }

  /**
   * Replaces the roles of an account.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME` or `ERR_AUTH_FILE`.
   */
  setRoles(name: string, roles: readonly string[]): Promise<void> {
    return this.#call(() => this.#ledger.commit(setRoles(keyOf(name), roles)));
  }

  /** Takes up what others wrote; rejects with `ERR_AUTH_FILE` when it is unusable, and keeps the last good state. */
  reload(): Promise<void> {
    return this.#call(() => this.#ledger.reload());
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
    this.#passwords.close();
    await Promise.allSettled(this.#running);
    await this.#sightings.close();
    await this.#ledger.settled();
  }

  /** The one door: nobody enters after the end, and everybody sees what others wrote before. */
  async #call<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw closed();
    const result = this.#ledger.refresh().then(task);
    this.#running.add(result);
    try {
      return await result;
    } finally {
      this.#running.delete(result);
    }
  }

  #seen(account: Account, address: string | undefined): Identity {
    if (address !== undefined) this.#sightings.note(account, address);
    return identityOf(account);
  }
}
