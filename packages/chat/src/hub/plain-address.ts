import { isIPv6 } from 'node:net';

/** An IP address in the one form it is compared in: IPv6 as RFC 5952 has it, IPv4 within IPv6 as IPv4. */
export function plainAddress(address: string): string {
  if (!isIPv6(address)) return address;
  const inIpv6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inIpv6 !== undefined) return inIpv6;
  const [numbers = '', ...zone] = address.split('%');
  const compressed = new URL(`http://[${numbers}]`).hostname.slice(1, -1);
  return [compressed, ...zone].join('%');
}
