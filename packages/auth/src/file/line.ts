import type { Account, Sighting, StoredToken } from './account.ts';
import { endOf } from './end-of.ts';
import { formatTime, timeAt, timeLength } from './time.ts';

/**
 * One account as one line: `name:PHC:key=value key=value`. The keys are `created`, `revoked`, `seen`
 * (`address@time,...`), `tokens` (`sha256@expiry,...`) and `roles` (`a,b`), each at most once, in any order.
 * Times are UTC as `Date.prototype.toISOString` writes them.
 */
export function formatLine(account: Account): string {
  const fields: string[] = [];
  if (account.createdAt !== undefined) fields.push(`created=${formatTime(account.createdAt)}`);
  if (account.revokedAt !== undefined) fields.push(`revoked=${formatTime(account.revokedAt)}`);
  if (account.seen.length > 0) {
    const seen = account.seen.map(({ address, at }) => `${address}@${formatTime(at)}`);
    fields.push(`seen=${seen.join(',')}`);
  }
  if (account.tokens.length > 0) {
    const tokens = account.tokens.map(
      ({ digest, expiresAt }) => `${digest}@${formatTime(expiresAt)}`,
    );
    fields.push(`tokens=${tokens.join(',')}`);
  }
  if (account.roles.length > 0) fields.push(`roles=${account.roles.join(',')}`);
  return `${account.name}:${account.phc}:${fields.join(' ')}`;
}

// What follows reads lines that `assertLine` passed, and checks nothing. A key with its `=` stands nowhere but in front
// of its value: neither a name nor a hash nor a value can hold one.

/** The account of a line. */
export function readLine(line: string): Account {
  const [name = '', phc = ''] = line.split(':', 2);
  const seen = seenIn(line).sort((a, b) => a.at - b.at);
  const tokens = tokensIn(line).sort((a, b) => a.expiresAt - b.expiresAt);
  const roles = rolesIn(line).sort();
  const created = valueStart(line, 'created=');
  const revoked = valueStart(line, 'revoked=');
  return {
    ...{ name, phc, seen, tokens, roles },
    ...(created === -1 ? {} : { createdAt: timeAt(line, created) }),
    ...(revoked === -1 ? {} : { revokedAt: timeAt(line, revoked) }),
  };
}

/** Where the account of a line was seen, in the line's order. */
export function seenIn(line: string): Sighting[] {
  return stamped(line, 'seen=', (address, time) => ({ address, at: timeAt(line, time) }));
}

/** The digests of the tokens of a line. */
export function digestsIn(line: string): string[] {
  return stamped(line, 'tokens=', (digest) => digest);
}

function tokensIn(line: string): StoredToken[] {
  return stamped(line, 'tokens=', (digest, time) => ({ digest, expiresAt: timeAt(line, time) }));
}

function rolesIn(line: string): string[] {
  const start = valueStart(line, 'roles=');
  return start === -1 ? [] : line.slice(start, endOf(line, ' ', start)).split(',');
}

/** Reads each of `value@time,value@time`; `time` is where it stands. */
function stamped<T>(line: string, key: string, read: (value: string, time: number) => T): T[] {
  const items: T[] = [];
  let start = valueStart(line, key);
  while (start > 0) {
    const at = line.indexOf('@', start);
    items.push(read(line.slice(start, at), at + 1));
    const next = at + 1 + timeLength;
    start = line[next] === ',' ? next + 1 : 0;
  }
  return items;
}

function valueStart(line: string, key: string): number {
  const start = line.indexOf(key);
  return start === -1 ? -1 : start + key.length;
}
