/* eslint-disable @typescript-eslint/require-await -- a method must reject, not throw, for invalid arguments */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  defaultReservedNames,
  nameKey,
  nameProblem,
  reservation,
} from '../../../common/names/account-name.ts';
import {
  expectFunction,
  expectOptions,
  expectStrings,
  shown,
  typeError,
} from '../../../common/options/expect-options.ts';
import type { Account, AccountChange, Authenticator, Check, Origin } from './authenticator.ts';

const minPasswordLength = 8;
const tokenMs = 30 * 86_400_000;
const isReserved = reservation(defaultReservedNames);
const hash = promisify<string, Buffer, number, Buffer>(scrypt);

interface Entry {
  readonly name: string;
  readonly createdAt: number;
  salt: Buffer;
  hash: Buffer;
  /** Replaced when the password changes or the tokens are revoked. */
  proof: string;
}

/** Options of {@link MemoryAccounts}. */
export interface MemoryAccountsOptions {
  /** Names of the accounts with the role `operator`; not case-sensitive. */
  readonly operators?: readonly string[];
  /** Called after a password was changed or tokens were revoked. Pass the changes to `hub.applyAccountChanges()`. */
  readonly onChange?: (changes: readonly AccountChange[]) => void;
}

/**
 * Accounts in memory, for tests and demos. Attempts are not throttled, and nothing is stored. Use
 * `@threadline/auth` for real accounts.
 *
 * Calls reject with the errors of {@link Authenticator}, and with a TypeError for an argument of the wrong type.
 */
export class MemoryAccounts implements Authenticator {
  readonly #operators: ReadonlySet<string>;
  readonly #onChange: (changes: readonly AccountChange[]) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #tokens = new Map<string, { name: string; expiresAt: number }>();
  readonly #addresses = new Map<string, string>();
  #version = 0;

  /** @throws TypeError for an invalid or unknown option. */
  constructor(options: MemoryAccountsOptions = {}) {
    expectOptions('`options`', options, ['operators', 'onChange']);
    const { operators = [], onChange = () => {} } = options;
    if (!Array.isArray(operators) || !operators.every((name) => typeof name === 'string')) {
      throw typeError(`Expected \`operators\` to be an array of strings, got ${shown(operators)}`);
    }
    expectFunction('onChange', onChange);
    this.#operators = new Set(operators.map((name) => nameKey(name)));
    this.#onChange = onChange;
  }

  identify(address: string): Promise<string | undefined> {
    return Promise.resolve(this.#addresses.get(address));
  }

  async exists(name: string): Promise<boolean> {
    return this.#entries.has(keyOf(name));
  }

  async checkName(name: string): Promise<Check> {
    if (this.#entries.has(keyOf(name))) return nameTaken(name);
    const problem = nameProblem(name);
    if (problem !== undefined) {
      return refused('ERR_AUTH_BAD_NAME', `Cannot use this name: ${problem}`);
    }
    if (!isReserved(name)) return { ok: true };
    const message = `Cannot register "${name}": the name is reserved`;
    return refused('ERR_AUTH_NAME_RESERVED', message);
  }

  async checkPassword(name: string, password: string): Promise<Check> {
    expectStrings({ name, password });
    if ([...password].length >= minPasswordLength) return { ok: true };
    const message = `Cannot use this password: expected at least ${minPasswordLength} characters`;
    return refused('ERR_AUTH_BAD_PASSWORD', message);
  }

  async register(name: string, password: string, origin: { address: string }): Promise<Account> {
    const address = addressOf(origin);
    throwUnlessOk(await this.checkName(name));
    throwUnlessOk(await this.checkPassword(name, password));
    const secrets = { proof: newProof(), ...(await protect(password)) };
    const entry = { name, createdAt: Date.now(), ...secrets };
    if (this.#entries.has(nameKey(name))) throwUnlessOk(nameTaken(name));
    this.#entries.set(nameKey(name), entry);
    return this.#authenticated(name, address);
  }

  async verify(name: string, password: string, origin: { address: string }): Promise<Account> {
    expectStrings({ name, password });
    const address = addressOf(origin);
    const entry = this.#entries.get(nameKey(name));
    // Hash for unknown names too, so that the response time does not reveal them.
    const given = await hash(password, entry?.salt ?? Buffer.alloc(16), 32);
    if (!entry || !timingSafeEqual(given, entry.hash)) {
      throw badCredentials();
    }
    return this.#authenticated(entry.name, address);
  }

  async changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Account> {
    expectStrings({ name, oldPassword, newPassword });
    throwUnlessOk(await this.checkPassword(name, newPassword));
    const account = await this.verify(name, oldPassword, origin);
    const changed = await protect(newPassword);
    const entry = this.#entries.get(nameKey(name));
    if (!entry) throw badCredentials();
    Object.assign(entry, changed);
    this.#endSessions(entry, 'password', origin);
    return this.#authenticated(account.name, origin.address);
  }

  async issueToken(name: string, proof: string): Promise<{ token: string; expiresAt: number }> {
    expectStrings({ name, proof });
    const entry = this.#entries.get(nameKey(name));
    const [by = '', token] = proof.split(' ', 2);
    if (entry?.proof !== by || (token !== undefined && !this.#isValid(token))) {
      const message = 'The password or the token of this session is no longer valid, log in again';
      throw refusal('ERR_AUTH_STALE_PROOF', message);
    }
    return this.#newToken(entry.name);
  }

  async resume(token: string, origin: { address: string }): Promise<Account> {
    expectStrings({ token });
    const address = addressOf(origin);
    const known = this.#tokens.get(token);
    if (!known || !this.#isValid(token)) {
      throw refusal('ERR_AUTH_BAD_TOKEN', 'The token is not valid');
    }
    return this.#authenticated(known.name, address, token);
  }

  async revoke(name: string, origin: Origin): Promise<number> {
    addressOf(origin);
    const entry = this.#entries.get(keyOf(name));
    return entry ? this.#endSessions(entry, 'revoked', origin) : 0;
  }

  /** Revokes the tokens and makes proofs stale. Returns the number of tokens. */
  #endSessions(entry: Entry, type: 'password' | 'revoked', { session }: Origin): number {
    const mine = [...this.#tokens].filter(([, owner]) => owner.name === entry.name);
    for (const [token] of mine) this.#tokens.delete(token);
    entry.proof = newProof();
    this.#version += 1;
    this.#onChange([{ type, name: entry.name, session, version: this.#version }]);
    return mine.length;
  }

  #newToken(name: string): { token: string; expiresAt: number } {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = Date.now() + tokenMs;
    this.#tokens.set(token, { name, expiresAt });
    return { token, expiresAt };
  }

  #isValid(token: string): boolean {
    return (this.#tokens.get(token)?.expiresAt ?? 0) > Date.now();
  }

  #authenticated(name: string, address: string, token?: string): Account {
    this.#addresses.set(address, name);
    const { proof = '', createdAt } = this.#entries.get(nameKey(name)) ?? {};
    return {
      name,
      roles: this.#operators.has(nameKey(name)) ? ['operator'] : [],
      version: this.#version,
      createdAt,
      proof: token === undefined ? proof : `${proof} ${token}`,
    };
  }
}

function keyOf(name: string): string {
  expectStrings({ name });
  return nameKey(name);
}

function addressOf(origin: { address: string } | undefined): string {
  expectOptions('`origin`', origin, ['address', 'session']);
  const { address } = origin ?? {};
  expectStrings({ address });
  return address as string;
}

function newProof(): string {
  return randomBytes(16).toString('base64url');
}

async function protect(password: string): Promise<{ salt: Buffer; hash: Buffer }> {
  const salt = randomBytes(16);
  return { salt, hash: await hash(password, salt, 32) };
}

function refused(code: string, message: string): Check {
  return { ok: false, code, message };
}

function nameTaken(name: string): Check {
  return refused('ERR_AUTH_NAME_TAKEN', `Cannot register "${name}": the name is taken`);
}

function throwUnlessOk(check: Check): void {
  if (!check.ok) throw refusal(check.code, check.message);
}

function badCredentials(): Error {
  return refusal('ERR_AUTH_BAD_CREDENTIALS', 'Name or password is wrong');
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
