import { nameKey, reservation } from '../../../../common/names/account-name.ts';
import { nameReserved, nameTaken } from '../errors.ts';
import { Credentials } from '../passwords/credentials.ts';
import type { LoginThrottle } from '../passwords/login-throttle.ts';
import { assertNewPassword } from '../passwords/password.ts';
import { assertName } from './arguments.ts';
import { changePassword, existing, newAccount, register, rename, renewHash } from './changes.ts';
import type { Ledger } from './ledger.ts';
import type { AccountsOptions } from './options.ts';
import { isKnownAt, type Proved } from './session-tokens.ts';

/** The names and passwords of the accounts in a ledger. */
export class Passwords {
  readonly #ledger: Ledger;
  readonly #options: Required<AccountsOptions>;
  readonly #credentials: Credentials;
  readonly #isReserved: (name: string) => boolean;

  constructor(ledger: Ledger, options: Required<AccountsOptions>, throttle: LoginThrottle) {
    this.#ledger = ledger;
    this.#options = options;
    this.#credentials = new Credentials(options, throttle);
    this.#isReserved = reservation(options.reservedNames);
  }

  async register(
    name: string,
    password: string,
    { address, allowReserved }: { address: string | undefined; allowReserved: boolean },
  ): Promise<Proved> {
    this.assertAvailable(name, { allowReserved });
    this.assertNew(password, name);
    const phc = await this.#credentials.hashForRegistration(password, address);
    const at = this.#options.now();
    const account = await this.#ledger.commit(register(newAccount(name, { phc, address, at })));
    // Read in the same turn as the write, so that no later change is missed.
    return { account, version: this.#ledger.version };
  }

  /** @throws AuthError `ERR_AUTH_NAME_TAKEN`, `ERR_AUTH_BAD_NAME` or `ERR_AUTH_NAME_RESERVED`. */
  assertAvailable(name: string, { allowReserved = false } = {}): void {
    // Checked first: the file may contain names that cannot be registered.
    if (this.#ledger.book.get(nameKey(name)) !== undefined) throw nameTaken(name);
    assertName(name);
    if (!allowReserved && this.#isReserved(name)) throw nameReserved(name);
  }

  /** @throws AuthError `ERR_AUTH_BAD_PASSWORD` */
  assertNew(password: string, name: string): void {
    assertNewPassword(password, name, this.#options.minPasswordLength);
  }

  async verify(name: string, password: string, address: string | undefined): Promise<Proved> {
    const proved = await this.#check(name, password, address);
    // The login is valid even if this fails. The next one tries again.
    await this.#renewHash(proved, password).catch(() => undefined);
    return proved;
  }

  async change(
    name: string,
    passwords: { old: string; new: string },
    { address, session }: { address: string | undefined; session: string | undefined },
  ): Promise<Proved> {
    this.assertNew(passwords.new, name);
    const { account: old } = await this.#check(name, passwords.old, address);
    const to = await this.#credentials.hash(passwords.new);
    const revocation = { now: this.#options.now(), session };
    const change = changePassword(nameKey(name), { from: old.phc, to }, revocation);
    const account = await this.#ledger.commit(change);
    return { account, version: this.#ledger.version };
  }

  async set(name: string, password: string): Promise<void> {
    this.assertNew(password, name);
    const key = nameKey(name);
    existing(this.#ledger.book, key);
    const to = await this.#credentials.hash(password);
    const revocation = { now: this.#options.now(), session: undefined };
    await this.#ledger.commit(changePassword(key, { to }, revocation));
  }

  async rename(
    name: string,
    newName: string,
    { allowReserved }: { allowReserved: boolean },
  ): Promise<void> {
    assertName(newName);
    const isOther = nameKey(name) !== nameKey(newName);
    if (isOther && !allowReserved && this.#isReserved(newName)) throw nameReserved(newName);
    await this.#ledger.commit(rename(nameKey(name), newName));
  }

  /** Rejects the passwords queued for hashing. */
  close(): void {
    this.#credentials.close();
  }

  async #check(name: string, password: string, address: string | undefined): Promise<Proved> {
    const key = nameKey(name);
    const known = isKnownAt(this.#ledger.book.get(key), address);
    let version = 0;
    const account = await this.#credentials.check(password, { key, address, known }, async () => {
      await this.#ledger.refresh();
      version = this.#ledger.version;
      return this.#ledger.book.get(key);
    });
    return { account, version };
  }

  async #renewHash({ account }: Proved, password: string): Promise<void> {
    const to = await this.#credentials.renew(password, account);
    if (to === undefined) return;
    await this.#ledger.commit(renewHash(nameKey(account.name), { from: account.phc, to }));
  }
}
