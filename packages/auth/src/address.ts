import { isIPv4, isIPv6, SocketAddress } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The one way an address is written here: IPv4 plain (`::ffff:` removed), IPv6 lower-case and shortened
 * (RFC 5952), without a zone. `undefined` for anything that is no IP address.
 */
export function normalizeAddress(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const [withoutZone = ''] = address.split('%');
  if (!isIPv6(withoutZone)) return undefined;
  const short = new SocketAddress({ address: withoutZone, family: 'ipv6' }).address;
  return mapped.exec(short)?.[1] ?? short;
}

/** Whether the address is this machine itself, which many clients may share behind a local proxy. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Whom to slow down for an address: an IPv4 host, or the whole /64 that one IPv6 customer usually holds. */
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

/** @throws TypeError when the address a caller gave is no IP address. */
export function assertAddress(address: string): string {
  const normal = normalizeAddress(address);
  if (normal === undefined) {
    throw new TypeError(
      `Expected \`address\` to be an IP address, got ${JSON.stringify(address)?.slice(0, 60) ?? typeof address}`,
    );
  }
  return normal;
}
