import { UsageError } from './usage-error.ts';

/** A server as the user names it. */
export interface Address {
  readonly name: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** The port to take where none is given. */
export interface DefaultPorts {
  readonly plain: number;
  readonly tls: number;
}

const encrypted: Readonly<Record<string, boolean>> = {
  irc: false,
  tcp: false,
  ircs: true,
  tls: true,
};

/**
 * Reads `[name@]host[:port]`, `[::1]:6667`, or one of these behind `irc://`, `ircs://`, `tcp://` or `tls://`.
 *
 * @throws {UsageError}
 */
export function parseAddress(text: string, ports: DefaultPorts, wantsTls = false): Address {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  const schemeTls = scheme === undefined ? false : encrypted[scheme];
  if (schemeTls === undefined) throw new UsageError(`Unknown kind of address "${scheme}://"`);
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
  // Without brackets, several colons are those of an IPv6 address.
  const plain = /^([^:]*)(?::(\d+))?$/.exec(text);
  const [, host = text, digits] = bracketed ?? plain ?? [];
  if (digits === undefined) return { host, port: undefined };
  const port = Number(digits);
  if (port < 1 || port > 65_535)
    throw new UsageError(`Expected a port from 1 to 65535, got ${digits}`);
  return { host, port };
}

/** The address as it is shown, and as tokens are kept under. */
export function showAddress({ host, port }: Pick<Address, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
