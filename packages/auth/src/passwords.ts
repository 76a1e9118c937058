import type { Account } from './account.ts';
import { addressNetwork } from './address.ts';
import { changePassword, existing, newAccount, register, renewHash } from './changes.ts';
import { Credentials } from './credentials.ts';
import { nameReserved, nameTaken } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { assertName, nameKey, reservation } from './name.ts';
import type { AccountsOptions } from './options.ts';
import { assertNewPassword } from './password.ts';

/** The passwords of the accounts in a ledger. */
export class Passwords {
  readonly #ledger: Ledger;
  readonly #options: Required<AccountsOptions>;
  readonly #credentials: Credentials;
  readonly #isReserved: (name: string) => boolean;

  constructor(ledger: Ledger, options: Required<AccountsOptions>) {
    this.#ledger = ledger;
    this.#options = options;
    this.#credentials = new Credentials(options);
    this.#isReserved = reservation(options.reservedNames);
  }

  async register(
    name: string,
    password: string,
    { address, allowReserved }: { address: string | undefined; allowReserved: boolean },
  ): Promise<Account> {
    this.assertAvailable(name, { allowReserved });
    this.assertNew(password, name);
    const phc = await this.#credentials.hashForRegistration(password, address);
    const at = this.#options.now();
    return this.#ledger.commit(register(newAccount(name, { phc, address, at })));
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

  async verify(name: string, password: string, address: string | undefined): Promise<Account> {
    const account = await this.#check(name, password, address);
    if (this.#credentials.isWeak(account.phc)) {
      // The log-in is good whether or not this works now; if not, the next one tries again.
      await this.#renew(account, password).catch(() => undefined);
    }
    return account;
  }

  async change(
    name: string,
    passwords: { old: string; new: string },
    address: string | undefined,
  ): Promise<void> {
    this.assertNew(passwords.new, name);
    const { phc: from } = await this.#check(name, passwords.old, address);
    const to = await this.#credentials.hash(passwords.new);
    await this.#ledger.commit(changePassword(nameKey(name), { from, to }));
  }

  async set(name: string, password: string): Promise<void> {
    this.assertNew(password, name);
    const key = nameKey(name);
    existing(this.#ledger.book, key);
    const to = await this.#credentials.hash(password);
    await this.#ledger.commit(changePassword(key, { to }));
  }

  /** Refuses what waits to be hashed. */
  close(): void {
    this.#credentials.close();
  }

  #check(name: string, password: string, address: string | undefined): Promise<Account> {
    const key = nameKey(name);
    const known = address !== undefined && this.#isKnown(key, address);
    return this.#credentials.check(password, { key, address, known }, async () => {
      await this.#ledger.refresh();
      return this.#ledger.book.get(key);
    });
  }

  /** Whether the account has logged in from there before; from the same /64, as IPv6 addresses change. */
  #isKnown(key: string, address: string): boolean {
    const network = addressNetwork(address);
    const seen = this.#ledger.book.get(key)?.seen ?? [];
    return seen.some((sighting) => addressNetwork(sighting.address) === network);
  }

  async #renew(account: Account, password: string): Promise<void> {
    const to = await this.#credentials.hash(password);
    await this.#ledger.commit(renewHash(nameKey(account.name), { from: account.phc, to }));
  }
}
