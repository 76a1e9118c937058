import { expect, test } from '@jest/globals';
import { foldName, Isupport } from '../../src/irc/isupport.ts';

test('foldName() follows the case mapping of the server', () => {
  expect(foldName('Anna[]\\~', 'ascii')).toBe('anna[]\\~');
  expect(foldName('Anna[]\\~', 'rfc1459')).toBe('anna{}|^');
  expect(foldName('Anna[]\\~', 'rfc1459-strict')).toBe('anna{}|~');
  expect(foldName('ÄB', 'ascii')).toBe('Äb');
});

test('Isupport stores values until they are withdrawn, and knows rooms and ranks', () => {
  const isupport = new Isupport();
  isupport.add([
    'anna',
    'CHANTYPES=#',
    'PREFIX=(qo)~@',
    'CHATHISTORY=100',
    'NETWORK=a\\x20b',
    'are supported',
  ]);
  expect([isupport.isRoom('#a'), isupport.isRoom('&a'), isupport.isRoom('')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isupport.ranks, isupport.number('CHATHISTORY'), isupport.get('NETWORK')]).toEqual([
    '~@',
    100,
    'a b',
  ]);
  isupport.add(['anna', '-CHATHISTORY', 'are supported']);
  expect(isupport.number('CHATHISTORY')).toBeUndefined();
});
