import { isRole, maxRoles, maxSightings } from './account.ts';
import { normalizeAddress } from '../address.ts';
import { endOf, isTimeAt, timeLength } from './line.ts';
import { isWellFormedName } from '../../../../common/names/account-name.ts';
import { phcProblem } from '../passwords/hasher.ts';

const digestPattern = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** Far above the option `maxTokens`: bounds a line that was written by hand. */
const maxStoredTokens = 64;

/**
 * Checks an account line. Accepts only what `formatLine` writes, with keys and list items in any order. Creates no
 * account, because a file can have very many lines: `readLine` does that when the account is needed.
 *
 * @throws SyntaxError that says what is wrong, without quoting a hash.
 */
export function assertLine(line: string): void {
  const first = line.indexOf(':');
  const second = line.indexOf(':', first + 1);
  if (first === -1 || second === -1) throw new SyntaxError('expected name:hash:fields');
  if (!isWellFormedName(line.slice(0, first)))
    throw new SyntaxError('expected a name of 2 to 24 letters, digits, "_", "." or "-"');
  const problem = phcProblem(line.slice(first + 1, second));
  if (problem !== undefined) throw new SyntaxError(problem);
  if (second + 1 === line.length) return;
  for (let start = second + 1; start <= line.length;) {
    const end = endOf(line, ' ', start);
    try {
      assertField(line, start, end);
    } catch (error) {
      const [, key] =
        /[:;,](created|revoked|seen|tokens|roles)=/.exec(line.slice(start, end)) ?? [];
      if (key === undefined) throw error;
      throw new SyntaxError(`expected one space before ${key}=, and nothing else`, {
        cause: error,
      });
    }
    start = end + 1;
  }
}

function assertField(line: string, start: number, end: number): void {
  const valueStart = line.indexOf('=', start) + 1;
  const key = line.slice(start, Math.max(valueStart, start));
  switch (key) {
    case 'created=':
    case 'revoked=':
      if (valueStart + timeLength !== end) throw new SyntaxError(`malformed ${key}`);
      assertTime(line, valueStart);
      break;
    case 'seen=':
      assertStamped(line, { key, start: valueStart, end }, isAddress, maxSightings);
      break;
    case 'tokens=':
      assertStamped(line, { key, start: valueStart, end }, isDigest, maxStoredTokens);
      break;
    case 'roles=':
      assertRoles(line.slice(valueStart, end));
      break;
    default:
      throw new SyntaxError(
        'expected fields such as roles=operator after the second ":", separated by one space: created=, revoked=, ' +
          'seen=, tokens= or roles=',
      );
  }
  if (line.includes(` ${key}`, end)) throw new SyntaxError(`${key} occurs twice`);
}

/** Checks `value@time,value@time`, where no value occurs twice. */
function assertStamped(
  line: string,
  { key, start, end }: { key: string; start: number; end: number },
  isValue: (value: string) => boolean,
  max: number,
): void {
  const values: string[] = [];
  for (let from = start; from <= end;) {
    const at = line.indexOf('@', from);
    if (at === -1 || at > end) throw new SyntaxError(`malformed ${key}`);
    const value = line.slice(from, at);
    if (!isValue(value)) throw new SyntaxError(`malformed ${key}`);
    assertTime(line, at + 1);
    const next = at + 1 + timeLength;
    if (next !== end && line[next] !== ',') throw new SyntaxError(`malformed ${key}`);
    values.push(value);
    from = next + 1;
  }
  assertList(key, values, max);
}

function assertTime(line: string, start: number): void {
  if (!isTimeAt(line, start)) throw new SyntaxError('malformed time');
}

function isAddress(text: string): boolean {
  return normalizeAddress(text) === text;
}

function isDigest(text: string): boolean {
  return digestPattern.test(text);
}

function assertRoles(text: string): void {
  const roles = text.split(',');
  if (!roles.every(isRole)) throw new SyntaxError('malformed roles=');
  assertList('roles=', roles, maxRoles);
}

function assertList(key: string, items: readonly string[], max: number): void {
  if (items.length > max) throw new SyntaxError(`${key} has more than ${max} items`);
  // Lists are short: creating a set would take longer.
  if (items.some((item, index) => items.indexOf(item) < index)) {
    throw new SyntaxError(`${key} has an item twice`);
  }
}
