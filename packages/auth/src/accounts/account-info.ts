import type { Account, Sighting } from '../file/account.ts';
import type { Book } from '../file/book.ts';
import { nameKey } from './name.ts';

/** What the operator sees of an account: nothing that lets anybody in. */
export interface AccountInfo {
  name: string;
  roles: readonly string[];
  /** Milliseconds since 1970, if the file says. */
  createdAt: number | undefined;
  /** Where it was seen, the latest last. */
  seen: readonly Sighting[];
  /** Tokens that have not expired. */
  tokens: number;
}

/** What others changed, by name. */
export interface ReloadSummary {
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
}

export function describeAccount(account: Account, now: number): AccountInfo {
  const { name, roles, createdAt, seen, tokens } = account;
  const alive = tokens.filter(({ expiresAt }) => expiresAt > now).length;
  return {
    name,
    roles: [...roles],
    createdAt,
    seen: seen.map((one) => ({ ...one })),
    tokens: alive,
  };
}

export function reloadSummary(before: Book, after: Book): ReloadSummary {
  const added: string[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  for (const account of after.differing(before)) {
    const known = before.get(nameKey(account.name)) !== undefined;
    (known ? changed : added).push(account.name);
  }
  for (const account of before.differing(after)) {
    if (after.get(nameKey(account.name)) === undefined) removed.push(account.name);
  }
  return { added, changed, removed };
}
