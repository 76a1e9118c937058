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
