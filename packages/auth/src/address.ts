import { isIPv4, isIPv6, SocketAddress } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The canonical form of an address: IPv4 without the `::ffff:` prefix, IPv6 in lower case, shortened (RFC 5952) and
 * without a zone. `undefined` if it is not an IP address.
 */
export function normalizeAddress(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const [withoutZone = ''] = address.split('%');
  if (!isIPv6(withoutZone)) return undefined;
  const short = new SocketAddress({ address: withoutZone, family: 'ipv6' }).address;
  return mapped.exec(short)?.[1] ?? short;
}

/** Whether the address is this machine. Many clients may share it behind a local proxy. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** The unit that is throttled: an IPv4 address, or an IPv6 /64, which one customer usually has. */
export function addressNetwork(address: string): string {
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    while (groups.length + rest.length < 8) groups.push('0');
    groups.push(...rest);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
