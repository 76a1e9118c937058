import { expect, test } from '@jest/globals';
import { addressOrigin, isLoopback, unmappedAddress } from '../../../common/net/origin.ts';

test('unmappedAddress() removes the ::ffff: of an IPv4 address', () => {
  expect(unmappedAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
  expect(unmappedAddress('2001:db8::1')).toBe('2001:db8::1');
  expect(unmappedAddress('192.0.2.1')).toBe('192.0.2.1');
});

test('isLoopback() recognizes 127.0.0.0/8 and ::1', () => {
  expect(['127.0.0.1', '127.1.2.3', '::ffff:127.0.0.1', '::1'].every(isLoopback)).toBe(true);
  expect(['128.0.0.1', '12.7.0.0', '::2', '192.0.2.127', '10.127.0.1'].some(isLoopback)).toBe(
    false,
  );
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1:2:3:4::', '1:2:3:4::/64'],
  ['1::4:5:6:7:8', '1:0:0:4::/64'],
  ['::', '0:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
])('addressOrigin(%s) is %s', (address, origin) => {
  expect(addressOrigin(address)).toBe(origin);
});
