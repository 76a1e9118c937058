import type { Account } from '../file/account.ts';
import type { Book, Changes } from '../file/book.ts';
import { nameKey } from './name.ts';

/**
 * A change of an account that its sessions must follow. `version` counts the changes: a session whose
 * {@link Identity.version} is smaller began before the change.
 */
export type AccountChange = { readonly version: number } & (
  | { readonly type: 'removed'; readonly name: string }
  /** Only when the operator renames it; it is the same account still. */
  | { readonly type: 'renamed'; readonly name: string; readonly to: string }
  /** The password was changed, or the tokens revoked: the account's sessions are over, but `session`. */
  | {
      readonly type: 'password' | 'revoked';
      readonly name: string;
      readonly session: string | undefined;
    }
  | { readonly type: 'roles'; readonly name: string; readonly roles: readonly string[] }
  /** All accounts that there were, two or more, are gone. */
  | { readonly type: 'cleared' }
);

/** A change before it is numbered. */
export type UnnumberedChange = AccountChange extends infer Change
  ? Change extends AccountChange
    ? Omit<Change, 'version'>
    : never
  : never;

/** What own changes, about to be applied to the book, mean for sessions. */
export function ownChanges(
  book: Book,
  changes: Changes,
  sessionOf: (key: string) => string | undefined,
): UnnumberedChange[] {
  const before = new Map<string, Account>();
  const after = new Map<string, Account>();
  for (const [key, account] of changes) {
    const known = book.get(key);
    if (known !== undefined) before.set(key, known);
    if (account !== undefined) after.set(key, account);
  }
  if (after.size === 0 && before.size === book.size && book.size > 1) return [{ type: 'cleared' }];
  // A hash that was made anew for the same password is no change.
  const isNewPassword = (): boolean => false;
  return compare(before, after, { isNewPassword, sessionOf });
}

/** What changes by others mean for sessions. */
export function changesByOthers(before: Book, after: Book): UnnumberedChange[] {
  if (after.size === 0 && before.size > 1) return [{ type: 'cleared' }];
  return compare(accountsNotIn(after, before), accountsNotIn(before, after), {
    // Nobody can tell a hash that another process made anew from one of another password that was put in by hand.
    isNewPassword: (one, other) => one.phc !== other.phc,
    sessionOf: () => undefined,
  });
}

/** The accounts of `book` that are not, or read differently, in `other`. */
function accountsNotIn(other: Book, book: Book): Map<string, Account> {
  return new Map(Array.from(book.differing(other), (account) => [nameKey(account.name), account]));
}

function compare(
  before: ReadonlyMap<string, Account>,
  after: ReadonlyMap<string, Account>,
  how: {
    isNewPassword: (before: Account, after: Account) => boolean;
    sessionOf: (key: string) => string | undefined;
  },
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
    const password = now.phc !== account.phc;
    const revoked = now.revokedAt !== account.revokedAt || isStripped(account, now);
    if (revoked || (password && how.isNewPassword(account, now))) {
      found.push({ type: password ? 'password' : 'revoked', name, session: how.sessionOf(key) });
    }
    if (now.roles.join() !== account.roles.join()) {
      found.push({ type: 'roles', name, roles: [...now.roles] });
    }
  }
  return found;
}

/** Whether two accounts of one name are one, and not a removed one and its successor. */
function isSame(before: Account, after: Account): boolean {
  if (before.createdAt === after.createdAt) return true;
  const undated = before.createdAt === undefined || after.createdAt === undefined;
  return undated && before.phc === after.phc;
}

function isRenamed(before: Account, after: Account): boolean {
  return before.createdAt === after.createdAt && before.phc === after.phc;
}

/** Tokens that only run out or make room for others are never all gone: somebody took them out by hand. */
function isStripped(before: Account, after: Account): boolean {
  return before.tokens.length > 0 && after.tokens.length === 0;
}
