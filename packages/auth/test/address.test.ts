import { expect, test } from '@jest/globals';
import { normalizeAddress } from '../src/address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::FFFF:10.0.0.1', '10.0.0.1'],
  ['::ffff:a00:1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1', '::1'],
  ['example.org', undefined],
  ['10.0.0.256', undefined],
  ['10.0.0.1:80', undefined],
  ['', undefined],
])('normalizeAddress() of %j is %j', (address, normal) => {
  expect(normalizeAddress(address)).toBe(normal);
});
