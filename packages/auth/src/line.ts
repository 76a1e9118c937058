import { isRole, maxRoles, maxSightings, type Account, type Sighting } from './account.ts';
import type { StoredToken } from './account.ts';
import { normalizeAddress } from './address.ts';
import { isName } from './name.ts';
import { phcProblem } from './phc.ts';

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

const linePattern = /^([^:]*):([^:]*):(.*)$/s;
const digestPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** Far above `maxTokens`, to bound a line however the file was made. */
const maxStoredTokens = 64;

/**
 * Reads an account line. Strict: what {@link formatLine} would never write is refused, except that the order of
 * keys and list items is free.
 *
 * @throws SyntaxError saying what is wrong, without quoting a hash.
 */
export function parseLine(line: string): Account {
  const match = linePattern.exec(line);
  if (match === null) throw new SyntaxError('expected name:hash:fields');
  const [, name = '', phc = '', fields = ''] = match;
  if (!isName(name)) throw new SyntaxError('the name breaks the rule for names');
  const problem = phcProblem(phc);
  if (problem !== undefined) throw new SyntaxError(problem);

  const values = parseFields(fields);
  const created = values.get('created');
  return {
    name,
    phc,
    ...(created === undefined ? {} : { createdAt: parseTime(created) }),
    seen: parseSeen(values.get('seen')),
    tokens: parseTokens(values.get('tokens')),
    roles: parseRoles(values.get('roles')),
  };
}

function parseFields(text: string): Map<string, string> {
  const values = new Map<string, string>();
  if (text === '') return values;
  for (const field of text.split(' ')) {
    const at = field.indexOf('=');
    const key = field.slice(0, Math.max(at, 0));
    if (key !== 'created' && key !== 'seen' && key !== 'tokens' && key !== 'roles') {
      throw new SyntaxError('expected created=, seen=, tokens= or roles=, one space between');
    }
    if (values.has(key)) throw new SyntaxError(`${key}= stands twice`);
    values.set(key, field.slice(at + 1));
  }
  return values;
}

function parseSeen(text: string | undefined): Sighting[] {
  const seen = parseStamped('seen', text, maxSightings, (address) => {
    return normalizeAddress(address) === address;
  }).map(([address, at]) => ({ address, at }));
  return seen.sort((a, b) => a.at - b.at);
}

function parseTokens(text: string | undefined): StoredToken[] {
  const tokens = parseStamped('tokens', text, maxStoredTokens, (digest) => {
    return digestPattern.test(digest);
  }).map(([digest, expiresAt]) => ({ digest, expiresAt }));
  return tokens.sort((a, b) => a.expiresAt - b.expiresAt);
}

function parseStamped(
  key: string,
  text: string | undefined,
  max: number,
  valid: (value: string) => boolean,
): [value: string, time: number][] {
  if (text === undefined) return [];
  const pairs = text.split(',').map((item): [string, number] => {
    const at = item.indexOf('@');
    const value = item.slice(0, Math.max(at, 0));
    if (!valid(value)) throw new SyntaxError(`malformed ${key}=`);
    return [value, parseTime(item.slice(at + 1))];
  });
  if (pairs.length > max) throw new SyntaxError(`${key}= holds more than ${max}`);
  if (new Set(pairs.map(([value]) => value)).size < pairs.length) {
    throw new SyntaxError(`${key}= holds one twice`);
  }
  return pairs;
}

function parseRoles(text: string | undefined): string[] {
  if (text === undefined) return [];
  const roles = text.split(',');
  if (!roles.every(isRole)) throw new SyntaxError('malformed roles=');
  if (roles.length > maxRoles) throw new SyntaxError(`roles= holds more than ${maxRoles}`);
  if (new Set(roles).size < roles.length) throw new SyntaxError('roles= holds one twice');
  return roles.sort();
}

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function formatTime(at: number): string {
  return new Date(at).toISOString();
}

function parseTime(text: string): number {
  const at = timePattern.test(text) ? Date.parse(text) : Number.NaN;
  // The round trip refuses days that do not exist, which Date.parse moves into the next month.
  if (Number.isNaN(at) || formatTime(at) !== text) throw new SyntaxError('malformed time');
  return at;
}
