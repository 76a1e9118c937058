import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  defaultReservedNames,
  nameKey,
  nameProblem,
  reservation,
} from '../../../common/names/account-name.ts';
import { expectOptions } from '../../../common/options/expect-options.ts';
import type { Account, AccountChange, Authenticator, Check, Origin } from './authenticator.ts';

const minPasswordLength = 8;
const tokenMs = 30 * 86_400_000;
const isReserved = reservation(defaultReservedNames);
const hash = promisify<string, Buffer, number, Buffer>(scrypt);

interface Entry {
  readonly name: string;
  salt: Buffer;
  hash: Buffer;
  /** Changes with the password, and when the tokens are revoked. */
  proof: string;
}

/**
 * Accounts that live as long as the program, to try a chat out and for tests. There is no limit on
 * attempts and nothing is written down: for people, take `@threadline/auth`.
 */
export class MemoryAccounts implements Authenticator {
  readonly #operators: ReadonlySet<string>;
  readonly #entries = new Map<string, Entry>();
  readonly #tokens = new Map<string, { name: string; expiresAt: number }>();
  readonly #addresses = new Map<string, string>();

  readonly #onChange: (changes: readonly AccountChange[]) => void;
  #version = 0;

  /**
   * `operators` names the accounts that may kick, mute and ban. `onChange` is called when a password was changed or
   * tokens were revoked: give it to `hub.applyAccountChanges()`, so that the account's other sessions end.
   */
  constructor(
    options: {
      readonly operators?: readonly string[];
      readonly onChange?: (changes: readonly AccountChange[]) => void;
    } = {},
  ) {
    expectOptions('the options', options, ['operators', 'onChange']);
    const { operators = [], onChange = () => {} } = options;
    this.#operators = new Set(operators.map((name) => nameKey(name)));
    this.#onChange = onChange;
  }

  identify(address: string): Promise<string | undefined> {
    return Promise.resolve(this.#addresses.get(address));
  }

  exists(name: string): Promise<boolean> {
    return Promise.resolve(this.#entries.has(nameKey(name)));
  }

  checkName(name: string): Promise<Check> {
    const problem = nameProblem(name);
    if (this.#entries.has(nameKey(name))) return Promise.resolve(taken(name));
    if (problem !== undefined) {
      return Promise.resolve(refused('ERR_AUTH_BAD_NAME', `Cannot use this name: ${problem}`));
    }
    if (!isReserved(name)) return Promise.resolve({ ok: true });
    const message = `Cannot register "${name}": the name is reserved`;
    return Promise.resolve(refused('ERR_AUTH_NAME_RESERVED', message));
  }

  checkPassword(_name: string, password: string): Promise<Check> {
    if ([...password].length >= minPasswordLength) return Promise.resolve({ ok: true });
    const message = `Cannot use this password: expected at least ${minPasswordLength} characters`;
    return Promise.resolve(refused('ERR_AUTH_BAD_PASSWORD', message));
  }

  async register(
    name: string,
    password: string,
    { address }: { address: string },
  ): Promise<Account> {
    throwUnlessOk(await this.checkName(name));
    throwUnlessOk(await this.checkPassword(name, password));
    const entry = { name, proof: newProof(), ...(await protect(password)) };
    if (this.#entries.has(nameKey(name))) throwUnlessOk(taken(name));
    this.#entries.set(nameKey(name), entry);
    return this.#letIn(name, address);
  }

  async verify(name: string, password: string, { address }: { address: string }): Promise<Account> {
    const entry = this.#entries.get(nameKey(name));
    // The work is the same for a name there is not.
    const given = await hash(password, entry?.salt ?? Buffer.alloc(16), 32);
    if (!entry || !timingSafeEqual(given, entry.hash)) {
      throw refusal('ERR_AUTH_BAD_CREDENTIALS', 'Name or password is wrong');
    }
    return this.#letIn(entry.name, address);
  }

  async changePassword(
    name: string,
    oldPassword: string,
    newPassword: string,
    origin: Origin,
  ): Promise<Account> {
    throwUnlessOk(await this.checkPassword(name, newPassword));
    const account = await this.verify(name, oldPassword, origin);
    const changed = await protect(newPassword);
    const entry = this.#entries.get(nameKey(name));
    if (!entry) throw refusal('ERR_AUTH_BAD_CREDENTIALS', 'Name or password is wrong');
    Object.assign(entry, changed);
    this.#signOut(entry, 'password', origin);
    return this.#letIn(account.name, origin.address);
  }

  issueToken(name: string, proof: string): Promise<{ token: string; expiresAt: number }> {
    const entry = this.#entries.get(nameKey(name));
    const [by = '', token] = proof.split(' ', 2);
    if (entry?.proof !== by || (token !== undefined && !this.#isGood(token))) {
      const message = 'The password was changed, or the token revoked: log in again';
      return Promise.reject(refusal('ERR_AUTH_STALE_PROOF', message));
    }
    return Promise.resolve(this.#newToken(entry.name));
  }

  resume(token: string, { address }: { address: string }): Promise<Account> {
    const known = this.#tokens.get(token);
    if (known && this.#isGood(token)) {
      return Promise.resolve(this.#letIn(known.name, address, token));
    }
    return Promise.reject(refusal('ERR_AUTH_BAD_TOKEN', 'The token is not valid'));
  }

  revoke(name: string, origin: Origin): Promise<number> {
    const entry = this.#entries.get(nameKey(name));
    return Promise.resolve(entry ? this.#signOut(entry, 'revoked', origin) : 0);
  }

  /** Revokes the tokens, makes proofs stale, and tells of it; how many tokens there were. */
  #signOut(entry: Entry, type: 'password' | 'revoked', { session }: Origin): number {
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

  #isGood(token: string): boolean {
    return (this.#tokens.get(token)?.expiresAt ?? 0) > Date.now();
  }

  #letIn(name: string, address: string, token?: string): Account {
    this.#addresses.set(address, name);
    const proof = this.#entries.get(nameKey(name))?.proof ?? '';
    return {
      name,
      roles: this.#operators.has(nameKey(name)) ? ['operator'] : [],
      version: this.#version,
      proof: token === undefined ? proof : `${proof} ${token}`,
    };
  }
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

function taken(name: string): Check {
  return refused('ERR_AUTH_NAME_TAKEN', `Cannot register "${name}": the name is taken`);
}

function throwUnlessOk(check: Check): void {
  if (!check.ok) throw refusal(check.code, check.message);
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
