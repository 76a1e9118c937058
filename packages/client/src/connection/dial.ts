import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  expectInteger,
  expectOptions,
  shown,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { abortedError, ClientError } from '../errors.ts';

/** How the server's identity is verified. */
export interface TlsOptions {
  /** Certificates to trust instead of those of the system and Node, in PEM. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Accepts any certificate: anyone on the path can read and change everything. @default false */
  readonly insecure?: boolean;
  /** The name the certificate must be issued for. @default `host` */
  readonly servername?: string;
}

/** Where a server is, and how to connect to it. */
export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Encrypts the connection: `true`, or how to verify the server. @default false */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Time limit for connecting, in ms. @default 15000 */
  readonly connectTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws {TypeError | RangeError} unless these are a host and a TCP port */
export function expectAddress(host: unknown, port: unknown): void {
  if (typeof host !== 'string' || host === '') {
    throw typeError(`Expected \`host\` to be a host name or an address, got ${shown(host)}`);
  }
  expectInteger('port', port, 1, 65_535);
}

/** @throws {TypeError} unless this is a valid `tls` option */
export function expectTls(tls: unknown): void {
  if (tls === undefined || typeof tls === 'boolean') return;
  expectOptions('`tls`', tls, ['ca', 'insecure', 'servername'], 'tls.');
}

/** Network errors: they say nothing about the server's certificate, and the next attempt may succeed. */
const networkErrors = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);

/**
 * Connects. The socket is open, and paused.
 *
 * @throws {ClientError} `ERR_CLIENT_UNREACHABLE`, `ERR_CLIENT_TLS`, `ERR_CLIENT_TIMEOUT`, `ERR_CLIENT_ABORTED`
 */
export async function dial(options: DialOptions): Promise<Socket | TLSSocket> {
  const { host, port, tls = false, connectTimeoutMs = 15_000, signal } = options;
  if (signal?.aborted) throw abortedError(signal);
  const timeout = AbortSignal.timeout(connectTimeoutMs);
  const stop = AbortSignal.any([timeout, ...(signal ? [signal] : [])]);
  const tcp = connectTcp({ host, port });
  let socket: Socket | TLSSocket = tcp;
  try {
    await once(tcp, 'connect', { signal: stop });
    if (tls !== false) {
      socket = encrypt(tcp, host, tls === true ? {} : tls);
      await once(socket, 'secureConnect', { signal: stop });
    }
    socket.pause();
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    tcp.destroy();
    if (signal?.aborted) throw abortedError(signal);
    const encrypted = socket !== tcp;
    if (timeout.aborted) {
      const seconds = connectTimeoutMs / 1000;
      const hint = encrypted ? ': does it speak TLS on this port?' : '';
      const problem = `No response from ${addressOf(options)} within ${seconds} s${hint}`;
      throw new ClientError('ERR_CLIENT_TIMEOUT', problem, { cause: error });
    }
    const isTlsError = encrypted && !networkErrors.has(codeOf(error) ?? '');
    const problem = encrypted
      ? describeTlsError(error, addressOf(options))
      : describeNetworkError(error, options);
    const code = isTlsError ? 'ERR_CLIENT_TLS' : 'ERR_CLIENT_UNREACHABLE';
    throw new ClientError(code, problem, { cause: error });
  }
}

function encrypt(socket: Socket, host: string, tls: TlsOptions): TLSSocket {
  // SNI allows only host names, not addresses (RFC 6066, section 3).
  const name = tls.servername ?? (/^[\d.]+$|:/.test(host) ? '' : host);
  return connectTls({
    socket,
    host,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: tls.insecure !== true,
    ...(name !== '' && { servername: name }),
    ...(tls.ca !== undefined && { ca: tls.ca as string | Buffer | (string | Buffer)[] }),
  });
}

function describeNetworkError(error: unknown, options: DialOptions): string {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `No server is listening on ${addressOf(options)}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Cannot find host "${options.host}"`;
    default:
      return `Cannot reach ${addressOf(options)}: ${code ?? messageOf(error)}`;
  }
}

/** Explains why an encrypted connection failed, and what to do about it. */
function describeTlsError(error: unknown, server: string): string {
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `${server} has a self-signed certificate: to trust it, pass its file as CA (--ca)`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of ${server} is not signed by a trusted CA: pass the file of its CA (--ca)`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${server} has expired`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${server} is not valid yet: is the clock right?`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${server} is for another name: ${messageOf(error)}`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${server} does not speak TLS on this port`;
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return `${server} closed the connection during the TLS handshake`;
    default:
      return `Cannot connect securely to ${server}: ${code || messageOf(error)}`;
  }
}

function addressOf({ host, port }: DialOptions): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
