import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { messageOf } from '../../../../common/thrown.ts';
import type { DialOptions } from '../connection/dial.ts';
import { UsageError } from './usage.ts';

/** The address of a server, as given on the command line. */
export interface Address {
  readonly name: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The ports to use if the address has none. */
interface DefaultPorts {
  readonly plain: number;
  readonly tls: number;
}

/** Whether a scheme means TLS. */
const schemes: Readonly<Record<string, boolean>> = {
  irc: false,
  tcp: false,
  ircs: true,
  tls: true,
};

/**
 * Parses `[name@]host[:port]` or `[::1]:6667`, optionally after `irc://`, `ircs://`, `tcp://` or `tls://`.
 *
 * @throws {UsageError}
 */
export function parseAddress(text: string, ports: DefaultPorts, wantsTls = false): Address {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  const schemeTls = scheme === undefined ? false : schemes[scheme];
  if (schemeTls === undefined) throw new UsageError(`Unknown scheme "${scheme}://"`);
  const rest = text.slice(scheme === undefined ? 0 : scheme.length + 3).replace(/\/$/, '');
  const at = rest.lastIndexOf('@');
  const name = at === -1 ? undefined : rest.slice(0, at);
  const tls = wantsTls || schemeTls;
  const { host, port } = splitPort(rest.slice(at + 1));
  if (host === '' || /[\s/]/.test(host) || name === '') {
    throw new UsageError(`Expected [name@]host[:port], got "${text}"`);
  }
  return { name, host, port: port ?? (tls ? ports.tls : ports.plain), tls };
}

function splitPort(text: string): { host: string; port: number | undefined } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  // More than one colon without brackets is an IPv6 address without a port.
  const plain = /^([^:]*)(?::(\d+))?$/.exec(text);
  const [, host = text, digits] = bracketed ?? plain ?? [];
  if (digits === undefined) return { host, port: undefined };
  const port = Number(digits);
  if (port < 1 || port > 65_535) {
    throw new UsageError(`Expected a port from 1 to 65535, got ${digits}`);
  }
  return { host, port };
}

/** Formats an address as `host:port`, the form in which it is shown and tokens are saved. */
export function formatAddress({ host, port }: Pick<Address, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The name in the address, or that of the user on this machine. @throws {UsageError} if there is neither */
export function accountName(
  { name }: Address,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (name !== undefined) return name;
  try {
    return userInfo().username;
  } catch (cause) {
    const user = env['USER'] || env['LOGNAME'];
    if (user) return user;
    throw new UsageError('Cannot find your user name: give a name, as in anna@host', { cause });
  }
}

/** What the command line says about the connection. */
export interface ConnectionArguments {
  readonly address: Address;
  readonly ca: string | undefined;
  readonly insecure: boolean;
}

/** How to connect. @throws {UsageError} if the file of `--ca` cannot be read */
export function dialOptions({ address, ca, insecure }: ConnectionArguments): DialOptions {
  const { host, port, tls } = address;
  if (!tls) return { host, port };
  return { host, port, tls: { insecure, ...(ca !== undefined && { ca: readCertificates(ca) }) } };
}

/** The warning that `--insecure` prints every time. */
export function insecureWarning({ address, insecure }: ConnectionArguments): string | undefined {
  if (!insecure) return undefined;
  return `--insecure: the identity of ${address.host} is not verified; anyone on the path can read and change everything`;
}

function readCertificates(path: string): Buffer {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    throw new UsageError(`Cannot read --ca: ${messageOf(error)}`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`No certificate in "${path}": expected PEM`);
  }
  return text;
}
