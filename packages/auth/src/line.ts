import { isRole, maxRoles, maxSightings, type Account, type Sighting } from './account.ts';
import type { StoredToken } from './account.ts';
import { normalizeAddress } from './address.ts';
import { isName } from './name.ts';
import { phcProblem } from './phc.ts';
import { formatTime, parseTime } from './time.ts';

/**
 * One account as one line: `name:PHC:key=value key=value`. The keys are `created`, `seen`
 * (`address@time,...`), `tokens` (`sha256@expiry,...`) and `roles` (`a,b`), each at most once, in any order.
 * Times are UTC as `Date.prototype.toISOString` writes them.
 */
export function formatLine(account: Account): string {
  const fields: string[] = [];
  if (account.createdAt !== undefined) fields.push(`created=${formatTime(account.createdAt)}`);
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

const digestPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** Far above `maxTokens`, to bound a line however the file was made. */
const maxStoredTokens = 64;

/**
 * Reads an account line. Strict: what {@link formatLine} would never write is refused, except that the order of
 * keys and list items is free. A file may have very many lines, so nothing is made here that is not kept.
 *
 * @throws SyntaxError saying what is wrong, without quoting a hash.
 */
export function parseLine(line: string): Account {
  const first = line.indexOf(':');
  const second = line.indexOf(':', first + 1);
  if (first === -1 || second === -1) throw new SyntaxError('expected name:hash:fields');
  const name = line.slice(0, first);
  const phc = line.slice(first + 1, second);
  if (!isName(name)) throw new SyntaxError('the name breaks the rule for names');
  const problem = phcProblem(phc);
  if (problem !== undefined) throw new SyntaxError(problem);
  const { createdAt, seen = none, tokens = none, roles = none } = parseFields(line, second + 1);
  const account = { name, phc, seen, tokens, roles };
  return createdAt === undefined ? account : { ...account, createdAt };
}

const none: readonly never[] = [];

type Fields = { -readonly [K in 'createdAt' | 'seen' | 'tokens' | 'roles']?: Account[K] };

function parseFields(line: string, from: number): Fields {
  const fields: Fields = {};
  for (let start = from; from < line.length && start <= line.length;) {
    const end = endOf(line, ' ', start);
    const at = line.indexOf('=', start);
    const key = line.slice(start, Math.max(at, start));
    const value = line.slice(at + 1, end);
    if (line.includes(` ${key}=`, end)) throw new SyntaxError(`${key}= stands twice`);
    switch (key) {
      case 'created':
        fields.createdAt = parseTime(value);
        break;
      case 'seen':
        fields.seen = parseSeen(value);
        break;
      case 'tokens':
        fields.tokens = parseTokens(value);
        break;
      case 'roles':
        fields.roles = parseRoles(value);
        break;
      default:
        throw new SyntaxError('expected created=, seen=, tokens= or roles=, one space between');
    }
    start = end + 1;
  }
  return fields;
}

function parseSeen(text: string): Sighting[] {
  const seen: Sighting[] = [];
  forEachStamped(text, (address, at) => {
    if (normalizeAddress(address) !== address) throw new SyntaxError('malformed seen=');
    seen.push({ address, at });
  });
  assertList('seen', seen, { max: maxSightings, id: ({ address }) => address });
  return seen.sort((a, b) => a.at - b.at);
}

function parseTokens(text: string): StoredToken[] {
  const tokens: StoredToken[] = [];
  forEachStamped(text, (digest, expiresAt) => {
    if (!digestPattern.test(digest)) throw new SyntaxError('malformed tokens=');
    tokens.push({ digest, expiresAt });
  });
  assertList('tokens', tokens, { max: maxStoredTokens, id: ({ digest }) => digest });
  return tokens.sort((a, b) => a.expiresAt - b.expiresAt);
}

/** Goes through `value@time,value@time`. */
function forEachStamped(text: string, take: (value: string, time: number) => void): void {
  for (let start = 0; start <= text.length;) {
    const end = endOf(text, ',', start);
    const at = endOf(text, '@', start);
    take(text.slice(start, at), parseTime(text.slice(at + 1, end)));
    start = end + 1;
  }
}

function parseRoles(text: string): string[] {
  const roles = text.split(',');
  if (!roles.every(isRole)) throw new SyntaxError('malformed roles=');
  assertList('roles', roles, { max: maxRoles, id: (role) => role });
  return roles.sort();
}

/** Where the part that starts here ends: before the separator, or with the text. */
function endOf(text: string, separator: string, start: number): number {
  const end = text.indexOf(separator, start);
  return end === -1 ? text.length : end;
}

function assertList<T>(
  key: string,
  items: readonly T[],
  { max, id }: { max: number; id: (item: T) => string },
): void {
  if (items.length > max) throw new SyntaxError(`${key}= holds more than ${max}`);
  if (items.length > 1 && new Set(items.map(id)).size < items.length) {
    throw new SyntaxError(`${key}= holds one twice`);
  }
}
