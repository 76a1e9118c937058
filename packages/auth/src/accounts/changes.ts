import { nameKey } from '../../../../common/names/account-name.ts';
import { typeError } from '../../../../common/options/expect-options.ts';
import { badCredentials, nameTaken, unknownName } from '../errors.ts';
import {
  type Account,
  isRole,
  maxRoles,
  type StoredToken,
  withSighting,
  withToken,
} from '../file/account.ts';
import type { Book, Changes } from '../file/book.ts';

/** Changes of a book that are not yet on disk. Only the changes themselves see them until then. */
export class Draft {
  readonly #book: Book;
  readonly #changes = new Map<string, Account | undefined>();
  readonly #sessions = new Map<string, string | undefined>();

  constructor(book: Book) {
    this.#book = book;
  }

  get changes(): Changes {
    return this.#changes;
  }

  get(key: string): Account | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#book.get(key);
  }

  /** With a `revocation`, even one without a session, the change ends the account's other sessions. */
  set(account: Account, revocation?: Pick<Revocation, 'session'>): void {
    const key = nameKey(account.name);
    this.#changes.set(key, account);
    if (revocation === undefined) return;
    // Two sessions that end each other both end.
    this.#sessions.set(key, this.#sessions.has(key) ? undefined : revocation.session);
  }

  /** The session that may continue although the others of its account end. */
  sessionOf(key: string): string | undefined {
    return this.#sessions.get(key);
  }

  delete(key: string): void {
    // The absence of an account that was never written is not a change.
    if (this.#book.get(key) === undefined) this.#changes.delete(key);
    else this.#changes.set(key, undefined);
  }

  /** Deletes every account and returns their number. */
  clear(): number {
    const keys = new Set<string>();
    for (const { name } of this.#book.accounts()) keys.add(nameKey(name));
    for (const key of this.#changes.keys()) keys.add(key);
    let count = 0;
    for (const key of keys) {
      if (this.get(key) !== undefined) count += 1;
      this.delete(key);
    }
    return count;
  }
}

/** A change, for `Ledger.commit`: runs on the newest version of the file, and either throws or changes the draft. */
export type Change<T> = (draft: Draft) => T;

/** When sessions end, and which one may continue. */
interface Revocation {
  now: number;
  session: string | undefined;
}

export function register(account: Account): Change<Account> {
  return (draft) => {
    if (draft.get(nameKey(account.name)) !== undefined) throw nameTaken(account.name);
    draft.set(account);
    return account;
  };
}

/** Also revokes the tokens: someone who knew the old password may have created some. */
export function changePassword(
  key: string,
  { from, to }: { from?: string; to: string },
  { now, session }: Revocation,
): Change<Account> {
  return (draft) => {
    const account = existing(draft, key);
    // Another change of the password came first, so the old password that was checked is no longer valid.
    if (from !== undefined && account.phc !== from) throw badCredentials();
    const changed = { ...account, phc: to, tokens: [], revokedAt: revocationTime(account, now) };
    draft.set(changed, { session });
    return changed;
  };
}

/** Always later than the one before, even if the clock was set back. */
function revocationTime({ revokedAt }: Account, now: number): number {
  return revokedAt === undefined ? now : Math.max(now, revokedAt + 1);
}

/** Replaces the hash of an unchanged password. Does nothing if the password was changed in the meantime. */
export function renewHash(key: string, { from, to }: { from: string; to: string }): Change<void> {
  return (draft) => {
    const account = draft.get(key);
    if (account?.phc === from) draft.set({ ...account, phc: to });
  };
}

/** `assertAllowed` throws unless the account may get a token. */
export function addToken(
  key: string,
  token: StoredToken,
  {
    assertAllowed,
    ...limits
  }: { now: number; maxTokens: number; assertAllowed: (account: Account) => void },
): Change<void> {
  return (draft) => {
    const account = existing(draft, key);
    assertAllowed(account);
    draft.set(withToken(account, token, limits));
  };
}

/** Extends a token, if it still exists. */
export function extendToken(key: string, token: StoredToken): Change<void> {
  return (draft) => {
    const account = draft.get(key);
    const stored = account?.tokens.find(({ digest }) => digest === token.digest);
    if (account === undefined || stored === undefined) return;
    if (stored.expiresAt >= token.expiresAt) return;
    const limits = { now: 0, maxTokens: account.tokens.length };
    draft.set(withToken(account, token, limits));
  };
}

/** Returns the number of tokens. Also ends sessions without a token, so it changes the account even if there is none. */
export function revokeTokens(key: string, { now, session }: Revocation): Change<number> {
  return (draft) => {
    const account = draft.get(key);
    if (account === undefined) return 0;
    const revokedAt = revocationTime(account, now);
    draft.set({ ...account, tokens: [], revokedAt }, { session });
    return account.tokens.length;
  };
}

export function rename(key: string, to: string): Change<void> {
  return (draft) => {
    const account = existing(draft, key);
    if (nameKey(to) !== key && draft.get(nameKey(to)) !== undefined) throw nameTaken(to);
    draft.delete(key);
    draft.set({ ...account, name: to });
  };
}

/** @throws TypeError or RangeError if the roles are not valid. */
export function setRoles(key: string, roles: readonly string[]): Change<void> {
  const sorted = [...new Set(roles)].sort();
  if (!sorted.every((role) => typeof role === 'string' && isRole(role))) {
    const message =
      'Expected `roles` to be words of 1 to 32 lower-case letters, digits and "-", starting with a letter';
    throw typeError(message, 'ERR_INVALID_ARG_VALUE');
  }
  if (sorted.length > maxRoles) {
    const message = `Expected at most ${maxRoles} \`roles\`, got ${sorted.length}`;
    throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
  }
  return (draft) => draft.set({ ...existing(draft, key), roles: sorted });
}

/** Returns whether there was an account. */
export function remove(key: string): Change<boolean> {
  return (draft) => {
    if (draft.get(key) === undefined) return false;
    draft.delete(key);
    return true;
  };
}

/** The account, for callers who may know whether it exists. */
export function existing(from: Pick<Draft, 'get'>, key: string): Account {
  const account = from.get(key);
  if (account === undefined) throw unknownName();
  return account;
}

export function newAccount(
  name: string,
  { phc, address, at }: { phc: string; address: string | undefined; at: number },
): Account {
  const account: Account = { name, phc, createdAt: at, seen: [], tokens: [], roles: [] };
  return address === undefined ? account : withSighting(account, { address, at });
}
