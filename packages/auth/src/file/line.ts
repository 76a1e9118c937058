import type { Account, Sighting, StoredToken } from './account.ts';

/**
 * An account as one line: `name:PHC:key=value key=value`. The keys are `created`, `revoked`, `seen`
 * (`address@time,...`), `tokens` (`sha256@expiry,...`) and `roles` (`a,b`), each at most once, in any order.
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

// The functions below read lines that have passed `assertLine`, so they check nothing. `key=` occurs only in front of
// its value: names, hashes and values cannot contain one.

/** The account of a checked line. */
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

/** The sightings of a checked line, in the line's order. */
export function seenIn(line: string): Sighting[] {
  return readStamped(line, 'seen=', (address, time) => ({ address, at: timeAt(line, time) }));
}

/** The token digests of a checked line. */
export function digestsIn(line: string): string[] {
  return readStamped(line, 'tokens=', (digest) => digest);
}

function tokensIn(line: string): StoredToken[] {
  return readStamped(line, 'tokens=', (digest, time) => {
    return { digest, expiresAt: timeAt(line, time) };
  });
}

function rolesIn(line: string): string[] {
  const start = valueStart(line, 'roles=');
  return start === -1 ? [] : line.slice(start, endOf(line, ' ', start)).split(',');
}

/** Reads `value@time,value@time`. `read` gets each value and the index of its time. */
function readStamped<T>(line: string, key: string, read: (value: string, time: number) => T): T[] {
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

/** The index of the separator at or after `start`, or the end of the text. */
export function endOf(text: string, separator: string, start: number): number {
  const end = text.indexOf(separator, start);
  return end === -1 ? text.length : end;
}

const timePattern =
  /(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z/y;

/** The length of every formatted time. */
export const timeLength = 24;

/** A time of the file: UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Whether a valid time from 1970 to 9999 starts at this index. A large file holds many times, so they are checked in
 * place. `Date.parse` would also accept other formats, and turn 30 February into 2 March.
 */
export function isTimeAt(text: string, start: number): boolean {
  timePattern.lastIndex = start;
  if (!timePattern.test(text)) return false;
  const day = digits(text, start + 8, 2);
  return day <= 28 || new Date(timeAt(text, start)).getUTCDate() === day;
}

/** The time at an index where {@link isTimeAt} holds, in milliseconds since 1970. */
export function timeAt(text: string, start: number): number {
  return Date.UTC(
    digits(text, start, 4),
    digits(text, start + 5, 2) - 1,
    digits(text, start + 8, 2),
    digits(text, start + 11, 2),
    digits(text, start + 14, 2),
    digits(text, start + 17, 2),
    digits(text, start + 20, 3),
  );
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i += 1) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}
