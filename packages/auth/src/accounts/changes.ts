import { isRole, maxRoles, withSighting, withToken } from '../file/account.ts';
import type { Account, StoredToken } from '../file/account.ts';
import type { Draft } from './draft.ts';
import { badCredentials, nameTaken, unknownName } from '../errors.ts';
import { nameKey } from './name.ts';

// Each makes one change for `Ledger.commit`: it runs on the newest version of the file, under the lock, and throws
// before it changes anything or not at all.

export function register(account: Account): (draft: Draft) => Account {
  return (draft) => {
    if (draft.get(nameKey(account.name)) !== undefined) throw nameTaken(account.name);
    draft.set(account);
    return account;
  };
}

/** A new password revokes the tokens: whoever stole the old one may hold some. */
export function changePassword(
  key: string,
  { from, to }: { from?: string; to: string },
  { now, session }: Revocation,
): (draft: Draft) => Account {
  return (draft) => {
    const account = existing(draft, key);
    // Another change of the password came first; the old password is no longer the one that was checked.
    if (from !== undefined && account.phc !== from) throw badCredentials();
    const changed = { ...account, phc: to, tokens: [], revokedAt: revocationTime(account, now) };
    draft.set(changed, { session });
    return changed;
  };
}

/** When sessions are ended, and the one that may stay. */
export interface Revocation {
  now: number;
  session: string | undefined;
}

/** Each is later than the one before, whatever the clock does. */
function revocationTime({ revokedAt }: Account, now: number): number {
  return revokedAt === undefined ? now : Math.max(now, revokedAt + 1);
}

/** The same password, hashed anew; nothing if the password was changed meanwhile. */
export function renewHash(
  key: string,
  { from, to }: { from: string; to: string },
): (draft: Draft) => Account | undefined {
  return (draft) => {
    const account = draft.get(key);
    if (account?.phc !== from) return undefined;
    const renewed = { ...account, phc: to };
    draft.set(renewed);
    return renewed;
  };
}

/** `allow` throws unless the account may get one. */
export function addToken(
  key: string,
  token: StoredToken,
  { allow, ...limits }: { now: number; maxTokens: number; allow: (account: Account) => void },
): (draft: Draft) => void {
  return (draft) => {
    const account = existing(draft, key);
    allow(account);
    draft.set(withToken(account, token, limits));
  };
}

/** Moves the expiry of a token that is still there. */
export function extendToken(key: string, token: StoredToken): (draft: Draft) => void {
  return (draft) => {
    const account = draft.get(key);
    const stored = account?.tokens.find(({ digest }) => digest === token.digest);
    if (account === undefined || stored === undefined) return;
    if (stored.expiresAt >= token.expiresAt) return;
    const limits = { now: 0, maxTokens: account.tokens.length };
    draft.set(withToken(account, token, limits));
  };
}

/** Sessions that hold no token are over too, so that it is a change even if there was none. */
export function revokeTokens(key: string, { now, session }: Revocation): (draft: Draft) => number {
  return (draft) => {
    const account = draft.get(key);
    if (account === undefined) return 0;
    const revokedAt = revocationTime(account, now);
    draft.set({ ...account, tokens: [], revokedAt }, { session });
    return account.tokens.length;
  };
}

/** Another name for an account, which keeps everything else. */
export function rename(key: string, to: string): (draft: Draft) => void {
  return (draft) => {
    const account = existing(draft, key);
    if (nameKey(to) !== key && draft.get(nameKey(to)) !== undefined) throw nameTaken(to);
    draft.delete(key);
    draft.set({ ...account, name: to });
  };
}

export function setRoles(key: string, roles: readonly string[]): (draft: Draft) => void {
  const sorted = [...new Set(roles)].sort();
  if (!sorted.every((role) => typeof role === 'string' && isRole(role))) {
    throw new TypeError(
      'Expected `roles` to be words of 1 to 32 lower-case letters, digits and "-", starting with a letter',
    );
  }
  if (sorted.length > maxRoles) {
    throw new RangeError(`Expected at most ${maxRoles} \`roles\`, got ${sorted.length}`);
  }
  return (draft) => draft.set({ ...existing(draft, key), roles: sorted });
}

export function remove(key: string): (draft: Draft) => boolean {
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

/** The first line of an account. */
export function newAccount(
  name: string,
  { phc, address, at }: { phc: string; address: string | undefined; at: number },
): Account {
  const account: Account = { name, phc, createdAt: at, seen: [], tokens: [], roles: [] };
  return address === undefined ? account : withSighting(account, { address, at });
}
