import { nameKey } from '../../../../common/names/account-name.ts';
import type { Account } from '../file/account.ts';
import type { Book, Changes } from '../file/book.ts';
import { isRenewalOf } from '../passwords/hasher.ts';

/**
 * A change of an account that affects its sessions. `version` counts these changes: a session whose
 * {@link Identity.version} is smaller was started before the change.
 */
export type AccountChange = { readonly version: number } & (
  | { readonly type: 'removed'; readonly name: string }
  /** The operator renamed the account. It is still the same account. */
  | { readonly type: 'renamed'; readonly name: string; readonly to: string }
  /** The password was changed or the tokens were revoked: all sessions of the account end, except `session`. */
  | {
      readonly type: 'password' | 'revoked';
      readonly name: string;
      readonly session: string | undefined;
    }
  | { readonly type: 'roles'; readonly name: string; readonly roles: readonly string[] }
  /** All accounts were removed, and there were at least two. */
  | { readonly type: 'cleared' }
);

/** A change without its version. */
export type UnnumberedChange = AccountChange extends infer Change
  ? Change extends AccountChange
    ? Omit<Change, 'version'>
    : never
  : never;

/** The session that may continue although the other sessions of the account end. */
type SessionOf = (key: string) => string | undefined;

/** How changes that are about to be applied to the book affect sessions. */
export function ownChanges(book: Book, changes: Changes, sessionOf: SessionOf): UnnumberedChange[] {
  const before = new Map<string, Account>();
  const after = new Map<string, Account>();
  for (const [key, account] of changes) {
    const known = book.get(key);
    if (known !== undefined) before.set(key, known);
    if (account !== undefined) after.set(key, account);
  }
  if (after.size === 0 && before.size === book.size && book.size > 1) return [{ type: 'cleared' }];
  return compare(before, after, sessionOf);
}

/** How changes made by others affect sessions. */
export function changesByOthers(before: Book, after: Book): UnnumberedChange[] {
  if (after.size === 0 && before.size > 1) return [{ type: 'cleared' }];
  return compare(accountsNotIn(after, before), accountsNotIn(before, after), () => undefined);
}

/** The accounts of `book` that are not in `other` or differ from it. */
function accountsNotIn(other: Book, book: Book): Map<string, Account> {
  return new Map(Array.from(book.differing(other), (account) => [nameKey(account.name), account]));
}

function compare(
  before: ReadonlyMap<string, Account>,
  after: ReadonlyMap<string, Account>,
  sessionOf: SessionOf,
): UnnumberedChange[] {
  const added = [...after].filter(([key]) => !before.has(key)).map(([, account]) => account);
  const found: UnnumberedChange[] = [];
  for (const [key, account] of before) {
    const { name } = account;
    const now = after.get(key);
    if (now === undefined || !isSame(account, now)) {
      const renamed = added.find((one) => isRenamed(account, one));
      found.push(renamed ? { type: 'renamed', name, to: renamed.name } : { type: 'removed', name });
      continue;
    }
    const revoked = now.revokedAt !== account.revokedAt || hasLostTokens(account, now);
    // Someone who edits the file may replace the hash alone.
    const password = now.phc !== account.phc && !isRenewalOf(account, now.phc);
    if (revoked || password) {
      found.push({ type: password ? 'password' : 'revoked', name, session: sessionOf(key) });
    }
    if (now.roles.join() !== account.roles.join()) {
      found.push({ type: 'roles', name, roles: [...now.roles] });
    }
  }
  return found;
}

/** Whether two accounts with one name are the same, not a removed one and its successor. */
function isSame(before: Account, after: Account): boolean {
  if (before.createdAt === after.createdAt) return true;
  const undated = before.createdAt === undefined || after.createdAt === undefined;
  return undated && before.phc === after.phc;
}

function isRenamed(before: Account, after: Account): boolean {
  return before.createdAt === after.createdAt && before.phc === after.phc;
}

/** Expiry and `maxTokens` never remove all tokens at once, so someone has edited the file. */
function hasLostTokens(before: Account, after: Account): boolean {
  return before.tokens.length > 0 && after.tokens.length === 0;
}
