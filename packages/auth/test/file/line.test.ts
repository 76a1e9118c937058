import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatLine, formatTime, isTimeAt, timeAt } from '../../src/file/line.ts';
import { accounts } from '../fixtures/arbitrary.ts';
import { parseLine } from '../fixtures/parse-line.ts';

const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
const digest = 'A'.repeat(43);
const time = '2026-11-24T08:00:17.186Z';

test('readLine() is the inverse of formatLine()', () => {
  fc.assert(
    fc.property(accounts, (account) => {
      expect(parseLine(formatLine(account))).toEqual(account);
    }),
  );
});

test('readLine() accepts an account without fields, and fields in any order', () => {
  expect(parseLine(`bob:${phc}:`)).toEqual({ name: 'bob', phc, seen: [], tokens: [], roles: [] });
  expect(parseLine(`bob:${phc}:roles=b,a tokens=${digest}@${time} created=${time}`)).toEqual({
    name: 'bob',
    phc,
    createdAt: Date.parse(time),
    seen: [],
    tokens: [{ digest, expiresAt: Date.parse(time) }],
    roles: ['a', 'b'],
  });
});

describe('assertLine() rejects', () => {
  test.each([
    ['a blank in front', ` bob:${phc}:`],
    ['no fields part', `bob:${phc}`],
    ['no name', `:${phc}:`],
    ['a name that breaks the rule', `b:${phc}:`],
    ['no hash', 'bob::'],
    ['a plain password', 'bob:password:'],
    ['an unknown key', `bob:${phc}:colour=red`],
    ['no key', `bob:${phc}:=a`],
    ['no value', `bob:${phc}:roles`],
    ['an empty value', `bob:${phc}:roles=`],
    ['a key twice', `bob:${phc}:roles=a roles=b`],
    ['two spaces', `bob:${phc}:roles=a  created=${time}`],
    ['a space behind', `bob:${phc}:roles=a `],
    ['a carriage return', `bob:${phc}:roles=a\r`],
    ['a role in capitals', `bob:${phc}:roles=Operator`],
    ['a role twice', `bob:${phc}:roles=a,a`],
    ['too many roles', `bob:${phc}:roles=${Array.from({ length: 17 }, (_, i) => `r${i}`).join()}`],
    ['a time without milliseconds', `bob:${phc}:created=2026-11-24T08:00:17Z`],
    ['a day that does not exist', `bob:${phc}:created=2026-02-30T08:00:17.000Z`],
    ['an address that is none', `bob:${phc}:seen=example@${time}`],
    ['an address written another way', `bob:${phc}:seen=::FFFF:127.0.0.1@${time}`],
    ['an address twice', `bob:${phc}:seen=::1@${time},::1@${time}`],
    ['a comma behind', `bob:${phc}:seen=::1@${time},`],
    ['no comma between', `bob:${phc}:seen=::1@${time}::2@${time}`],
    ['a time twice', `bob:${phc}:seen=::1@${time}@${time}`],
    ['an address without a time', `bob:${phc}:seen=::1`],
    ['a token that is no digest', `bob:${phc}:tokens=abc@${time}`],
    ['a token twice', `bob:${phc}:tokens=${digest}@${time},${digest}@${time}`],
    ['a token in the next field', `bob:${phc}:tokens= seen=${digest}@${time}`],
    ['anything behind a time', `bob:${phc}:created=${time}Z`],
    ['a digest that is not canonical', `bob:${phc}:tokens=${'A'.repeat(42)}B@${time}`],
  ])('%s', (_, line) => {
    expect(() => parseLine(line)).toThrow(SyntaxError);
  });
});

const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

test('timeAt() is the inverse of formatTime()', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastMoment }), (at) => {
      expect(isTimeAt(`x${formatTime(at)}`, 1)).toBe(true);
      expect(timeAt(`x${formatTime(at)}`, 1)).toBe(at);
      expect(Date.parse(formatTime(at))).toBe(at);
    }),
  );
});

test.each([
  '2026-02-29T00:00:00.000Z',
  '2100-02-29T00:00:00.000Z',
  '2026-04-31T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-00-01T00:00:00.000Z',
  '2026-01-00T00:00:00.000Z',
  '2026-01-32T00:00:00.000Z',
  '2026-01-01T24:00:00.000Z',
  '2026-01-01T00:60:00.000Z',
  '2026-01-01T00:00:60.000Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000',
  '2026-01-01 00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00.000Z',
  '',
])('isTimeAt() rejects %j', (text) => {
  expect(isTimeAt(text, 0)).toBe(false);
});

test('isTimeAt() accepts 29 February in leap years only', () => {
  expect(isTimeAt('2028-02-29T00:00:00.000Z', 0)).toBe(true);
  expect(isTimeAt('2000-02-29T00:00:00.000Z', 0)).toBe(true);
  expect(isTimeAt('2100-02-29T00:00:00.000Z', 0)).toBe(false);
});
