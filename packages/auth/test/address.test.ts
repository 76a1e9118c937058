import { expect, test } from '@jest/globals';
import { addressNetwork, isLoopback, normalizeAddress } from '../src/address.ts';

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

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['1:2:3:4::', '1:2:3:4::/64'],
  ['1::4:5:6:7:8', '1:0:0:4::/64'],
  ['::1', '0:0:0:0::/64'],
])('addressNetwork() of %s is %s', (address, network) => {
  expect(addressNetwork(address)).toBe(network);
});

test('isLoopback() recognizes IPv4 and IPv6 loopback addresses', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
  expect(['128.0.0.1', '::2', '10.127.0.1'].some(isLoopback)).toBe(false);
});
