import { isIPv6 } from 'node:net';

/** An address as people write it: an IPv4 client of a dual-stack listener is `192.0.2.1`, not `::ffff:192.0.2.1`. */
export function normalizeAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** Whether the address is of this machine: 127.0.0.0/8 or ::1. Expects a normalised address. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/**
 * What counts as one origin when connections per address are limited: an IPv4 address, or the /64 prefix of an
 * IPv6 address, since one subscriber usually holds a whole /64 (RFC 6177). Expects a normalised address.
 */
export function addressOrigin(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right] = (address.split('%')[0] ?? '').split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const groups =
    right === undefined
      ? head
      : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  const prefix = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
