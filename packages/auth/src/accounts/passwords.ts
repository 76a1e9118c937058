import type { Account } from '../file/account.ts';
import { changePassword, existing, newAccount, register, renewHash } from './changes.ts';
import { Credentials } from '../passwords/credentials.ts';
import { nameReserved, nameTaken } from '../errors.ts';
import type { Ledger } from './ledger.ts';
import { assertName, nameKey, reservation } from './name.ts';
import type { AccountsOptions } from './options.ts';
import type { LoginThrottle } from '../passwords/login-throttle.ts';
import { assertNewPassword } from '../passwords/password.ts';
import { isKnownAt, type Proved } from './sessions.ts';

/** The passwords of the accounts in a ledger. */
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
    // In the same turn as the write, so that no later change is passed over.
    return { account, version: this.#ledger.version };
  }

  /** @throws AuthError when nobody can register this name now. */
  assertAvailable(name: string, { allowReserved = false } = {}): void {
    // First, as the file may hold names that nobody could register.
    if (this.#ledger.book.get(nameKey(name)) !== undefined) throw nameTaken(name);
    assertName(name);
    if (!allowReserved && this.#isReserved(name)) throw nameReserved(name);
  }

  /** @throws AuthError `ERR_AUTH_BAD_PASSWORD` when an account of this name cannot get this password. */
  assertNew(password: string, name: string): void {
    assertNewPassword(password, name, this.#options.minPasswordLength);
  }

  async verify(name: string, password: string, address: string | undefined): Promise<Proved> {
    const proved = await this.#check(name, password, address);
    const { account, version } = proved;
    if (!this.#credentials.isWeak(account.phc)) return proved;
    // The log-in is good whether or not this works now; if not, the next one tries again.
    const renewed = await this.#renew(account, password).catch(() => undefined);
    return { account: renewed ?? account, version };
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

  /** Refuses what waits to be hashed. */
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

  async #renew(account: Account, password: string): Promise<Account | undefined> {
    const to = await this.#credentials.hash(password);
    return this.#ledger.commit(renewHash(nameKey(account.name), { from: account.phc, to }));
  }
}
