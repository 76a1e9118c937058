import { expect, test } from '@jest/globals';
import { nameProblem, readsAs } from '../../../common/names/account-name.ts';
import { assertName, defaultReservedNames, isName, reservation } from '../src/accounts/name.ts';

test.each([
  'al',
  '_x',
  '0b',
  'Alice',
  'a.b-c_d',
  'x'.repeat(24),
  '2pac',
  '4x4',
  'NaN',
  'route66',
  'e3',
  '10tacle',
])('assertName() takes %s', (name) => {
  expect(isName(name)).toBe(true);
  expect(() => assertName(name)).not.toThrow();
});

test.each([
  '',
  'a',
  '.ab',
  '-ab',
  'a b',
  'a:b',
  'älice',
  'a\n',
  'x'.repeat(25),
  'a#',
  '#ab',
  '::1',
])('isName() refuses %j', (name) => {
  expect(isName(name)).toBe(false);
  expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'ERR_AUTH_BAD_NAME' }));
});

test.each([
  ['17', 'a number'],
  ['1e3', 'a number'],
  ['1E3', 'a number'],
  ['0x7f', 'a number'],
  ['0b11', 'a number'],
  ['0o17', 'a number'],
  ['Infinity', 'a number'],
  ['1_000', 'a number'],
  ['10-20', 'a number'],
  ['__', 'a number'],
  ['10.0.0.1', 'an address'],
  ['127.1', 'an address'],
  ['127.0.0.1.', 'an address'],
  ['0x7f.0.0.1', 'an address'],
  ['0x7f.1', 'an address'],
  ['10.0.0.1-5', 'a number'],
  ['7d', 'a duration'],
  ['30m', 'a duration'],
  ['1h30m', 'a duration'],
  ['2.5', 'an address'],
  ['90sec', 'a duration'],
])('A name %s reads as %s, so it stands in a file but cannot be registered', (name, kind) => {
  expect(readsAs(name)).toBe(kind);
  expect(isName(name)).toBe(true);
  expect(nameProblem(name)).toBe(`it reads as ${kind}`);
  expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'ERR_AUTH_BAD_NAME' }));
});

test('reservation() knows exact names, beginnings and ends, in any case of letters', () => {
  const isReserved = reservation(defaultReservedNames);
  for (const name of [
    ...[
      'Root',
      'ADMIN',
      'guest',
      'Guest42',
      'console',
      'Server',
      'system',
      'operator',
      'threadline',
    ],
    ...[
      'NickServ',
      'chanserv',
      'SaslServ',
      'MemoServ',
      'OperServ',
      'BotServ',
      'HostServ',
      'Global',
    ],
    ...['HelpServ', 'Services', 'all', 'addr', 'client', 'help', 'quit'],
  ]) {
    expect([name, isReserved(name)]).toEqual([name, true]);
  }
  for (const name of ['rooty', 'anna', 'gues', 'server1', 'serving', 'allan', 'globalist']) {
    expect([name, isReserved(name)]).toEqual([name, false]);
  }
});
