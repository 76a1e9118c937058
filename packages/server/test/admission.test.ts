import { expect, test } from '@jest/globals';
import { defaultLimits } from '../src/limits.ts';
import { Admission } from '../src/listener/admission.ts';

const limits = { ...defaultLimits(10), maxConnectionsPerAddress: 2 };

test('Admission admits at most maxConnectionsPerAddress clients of an IPv4 address', () => {
  const admission = new Admission();
  const results = ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'].map((address) =>
    admission.admit(address, limits),
  );
  expect(results).toEqual(['admitted', 'admitted', 'address', 'admitted']);
  admission.release('192.0.2.1');
  expect(admission.admit('192.0.2.1', limits)).toBe('admitted');
});

test('Admission counts an IPv6 /64 as one address', () => {
  const admission = new Admission();
  const results = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'].map((address) =>
    admission.admit(address, limits),
  );
  expect(results).toEqual(['admitted', 'admitted', 'address', 'admitted']);
});

test('Admission admits any number of loopback clients, up to maxConnections', () => {
  const admission = new Admission();
  const results = Array.from({ length: 11 }, () => admission.admit('127.0.0.1', limits));
  expect(results.filter((result) => result === 'admitted')).toHaveLength(10);
  expect(results.at(-1)).toBe('full');
  expect(admission.admitted).toBe(10);
});

test('Admission with a limit of 0 does not count addresses', () => {
  const admission = new Admission();
  const results = Array.from({ length: 5 }, () =>
    admission.admit('192.0.2.1', { ...limits, maxConnectionsPerAddress: 0 }),
  );
  expect(results.every((result) => result === 'admitted')).toBe(true);
});
