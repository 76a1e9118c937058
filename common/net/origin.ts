import { isIPv6 } from 'node:net';

/** Whether this is a loopback address. Behind a local proxy many clients share it. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}

/** An IPv4 address without the `::ffff:` that a dual-stack listener puts before it; any other address unchanged. */
export function unmappedAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/**
 * The key for limits per address: an IPv4 address, or the /64 prefix of an IPv6 address, since one subscriber usually has
 * a whole /64 (RFC 6177). Anything else is returned unchanged.
 */
export function addressOrigin(address: string): string {
  const [numbers = ''] = unmappedAddress(address).split('%');
  if (!isIPv6(numbers)) return unmappedAddress(address);
  const [left = '', right] = numbers.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const missing = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  const prefix = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
