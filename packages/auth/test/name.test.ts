import { expect, test } from '@jest/globals';
import { assertName, defaultReservedNames, isName, reservation } from '../src/name.ts';

test.each(['al', '_x', '0b', 'Alice', 'a.b-c_d', 'x'.repeat(24)])('isName() takes %s', (name) => {
  expect(isName(name)).toBe(true);
});

test.each(['', 'a', '.ab', '-ab', 'a b', 'a:b', 'älice', 'a\n', 'x'.repeat(25), 'a#', '#ab'])(
  'isName() refuses %j',
  (name) => {
    expect(isName(name)).toBe(false);
    expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'ERR_AUTH_BAD_NAME' }));
  },
);

test('reservation() knows exact names and beginnings, in any case of letters', () => {
  const isReserved = reservation(defaultReservedNames);
  expect(['Root', 'ADMIN', 'guest', 'Guest42'].map(isReserved)).toEqual([true, true, true, true]);
  expect(['rooty', 'administrator', 'gues'].map(isReserved)).toEqual([false, false, false]);
});
