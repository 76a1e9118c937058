import { AuthError } from '../errors.ts';
import { LoginThrottle } from '../passwords/login-throttle.ts';
import type { Storage } from '../file/storage.ts';
import {
  expectBoolean,
  expectOptions,
  expectStrings,
} from '../../../../common/options/expect-options.ts';
import { assertAddress, keyOf, readOrigin } from './arguments.ts';
import type { Authenticator, Check, Identity, IssuedToken, Origin } from './authenticator.ts';
import { ManagedAccounts } from './managed-accounts.ts';
import type { AccountsOptions } from './options.ts';
import { Passwords } from './passwords.ts';
import { SessionTokens, type Proved } from './session-tokens.ts';
import { Sightings, SightingWriter } from './sightings.ts';

/**
 * The accounts of one file, created by `openAccounts`. Usually lives in one thread, which serves the others through
 * `serveAccounts`. Several objects in several threads and processes may share a file.
 *
 * Every call first loads changes by others. Every change resolves once it is on disk. A call without an address is the
 * operator's: it is not throttled by address, and no sighting is noted.
 *
 * Besides the listed errors, every call rejects with `ERR_AUTH_CLOSED` after {@link close}, and with a TypeError for an
 * argument of the wrong type (`ERR_INVALID_ARG_TYPE`) or an unknown option (`ERR_INVALID_ARG_VALUE`).
 */
export class Accounts extends ManagedAccounts implements Authenticator {
  readonly #storage: Storage;
  readonly #sightings: SightingWriter;
  readonly #passwords: Passwords;
  readonly #tokens: SessionTokens;
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
    this.#tokens = new SessionTokens(this.ledger, options, throttle);
    if (options.watch) this.#watcher = storage.watch(() => void this.ledger.refresh());
  }

  /** The path of the file, with symbolic links resolved, or `:memory:`. */
  get path(): string {
    return this.#storage.path;
  }

  identify(address: string): Promise<string | undefined> {
    return this.calls.run(() => this.#sightings.lastName(assertAddress(address)));
  }

  exists(name: string): Promise<boolean> {
    return this.calls.run(() => this.ledger.book.get(keyOf(name)) !== undefined);
  }

  checkName(name: string): Promise<Check> {
    return this.calls.run(() => {
      expectStrings({ name });
      return check(() => this.#passwords.assertAvailable(name));
    });
  }

  checkPassword(name: string, password: string): Promise<Check> {
    return this.calls.run(() => {
      expectStrings({ name, password });
      return check(() => this.#passwords.assertNew(password, name));
    });
  }

  /** See {@link Authenticator.register}. `allowReserved` lets the operator register a reserved name. */
  register(
    name: string,
    password: string,
    options: Partial<Origin> & { allowReserved?: boolean } = {},
  ): Promise<Identity> {
    return this.calls.run(async () => {
      expectStrings({ name, password });
      const { address } = readOrigin(options, { more: ['allowReserved'] });
      const { allowReserved = false } = options;
      expectBoolean('allowReserved', allowReserved);
      return this.#tokens.identify(
        await this.#passwords.register(name, password, { address, allowReserved }),
      );
    });
  }

  verify(name: string, password: string, origin: Partial<Origin> = {}): Promise<Identity> {
    return this.calls.run(async () => {
      expectStrings({ name, password });
      const { address } = readOrigin(origin);
      return this.#identify(await this.#passwords.verify(name, password, address), address);
    });
  }

  changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Partial<Origin> = {},
  ): Promise<Identity> {
    return this.calls.run(async () => {
      expectStrings({ name, oldPassword, newPassword });
      const passwords = { old: oldPassword, new: newPassword };
      const proved = await this.#passwords.change(name, passwords, readOrigin(origin));
      return this.#tokens.identify(proved);
    });
  }

  /**
   * Sets a password without checking the old one, revokes all tokens and ends all sessions of the account. For the
   * operator.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME`, `ERR_AUTH_BAD_PASSWORD`, `ERR_AUTH_BUSY` or `ERR_AUTH_FILE`.
   */
  setPassword(name: string, password: string): Promise<void> {
    return this.calls.run(() => {
      expectStrings({ name, password });
      return this.#passwords.set(name, password);
    });
  }

  /** See {@link Authenticator.issueToken}. Only the operator may omit the proof. */
  issueToken(name: string, proof?: string): Promise<IssuedToken> {
    return this.calls.run(() => {
      expectStrings({ name, ...(proof === undefined ? {} : { proof }) });
      return this.#tokens.issue(name, proof);
    });
  }

  resume(token: string, origin: Partial<Origin> = {}): Promise<Identity> {
    return this.calls.run(async () => {
      expectStrings({ token });
      const { address } = readOrigin(origin);
      return this.#identify(await this.#tokens.resume(token, address), address);
    });
  }

  revoke(name: string, origin: Partial<Origin> = {}): Promise<number> {
    return this.calls.run(() => this.#tokens.revoke(keyOf(name), readOrigin(origin).session));
  }

  /**
   * Gives an account another name. Its sessions end, and it keeps everything else. `allowReserved` allows a reserved
   * name.
   *
   * @throws AuthError `ERR_AUTH_UNKNOWN_NAME`, `ERR_AUTH_BAD_NAME`, `ERR_AUTH_NAME_RESERVED`, `ERR_AUTH_NAME_TAKEN` or
   * `ERR_AUTH_FILE`.
   */
  rename(name: string, newName: string, options: { allowReserved?: boolean } = {}): Promise<void> {
    return this.calls.run(() => {
      expectStrings({ name, newName });
      expectOptions('`options`', options, ['allowReserved']);
      const { allowReserved = false } = options;
      expectBoolean('allowReserved', allowReserved);
      return this.#passwords.rename(name, newName, { allowReserved });
    });
  }

  /** Rejects new calls, waits for the running ones, and writes what is left. May be called more than once. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The same as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#watcher?.close();
    const running = this.calls.close();
    this.#passwords.close();
    await running;
    await this.#sightings.close();
    await this.ledger.settled();
  }

  #identify(proved: Proved, address: string | undefined): Identity {
    if (address !== undefined) this.#sightings.note(proved.account, address);
    return this.#tokens.identify(proved);
  }
}

/** The outcome of an assertion as a value. */
function check(assertion: () => void): Check {
  try {
    assertion();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}
