import { expect, test } from '@jest/globals';
import { createToken, digestsEqual, isToken, tokenDigest } from '../src/accounts/token.ts';

test('createToken() makes 256 bits, another each time', () => {
  const tokens = Array.from({ length: 100 }, createToken);
  expect(new Set(tokens).size).toBe(100);
  expect(tokens.every(isToken)).toBe(true);
  expect(Buffer.from(tokens[0] ?? '', 'base64url')).toHaveLength(32);
});

test('tokenDigest() is SHA-256 in base64url', () => {
  expect(tokenDigest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});

test('digestsEqual() compares, whatever the lengths', () => {
  expect(digestsEqual('abc', 'abc')).toBe(true);
  expect(digestsEqual('abc', 'abd')).toBe(false);
  expect(digestsEqual('abc', 'ab')).toBe(false);
});
