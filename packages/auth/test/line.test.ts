import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatLine } from '../src/file/line.ts';
import { accounts } from './fixtures/arbitrary.ts';
import { parseLine } from './fixtures/parse-line.ts';

const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
const digest = 'A'.repeat(43);
const time = '2026-11-24T08:00:17.186Z';

test('parseLine() of formatLine() gives every account back', () => {
  fc.assert(
    fc.property(accounts, (account) => {
      expect(parseLine(formatLine(account))).toEqual(account);
    }),
  );
});

test('parseLine() takes an account without any field, and fields in any order', () => {
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

describe('parseLine() refuses', () => {
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
