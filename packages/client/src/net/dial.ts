import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { explainTls } from './explain-tls.ts';

/** How a server is proven to be the one meant. */
export interface TlsOptions {
  /** Certificates to trust instead of the system's and Node's own, in PEM. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Takes any certificate: whoever sits between can read and change everything. @default false */
  readonly insecure?: boolean;
  /** The name the certificate must have. @default `host` */
  readonly servername?: string;
}

/** Where a server is, and how to get there. */
export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Encrypts: `true`, or how the server proves itself. @default false */
  readonly tls?: boolean | TlsOptions | undefined;
  /** How long the connection may take to stand, in ms. @default 15000 */
  readonly connectTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The connection broke: that tells nothing of whether its end can be trusted, and another may hold. */
const cut = new Set([
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
  if (signal?.aborted) throw aborted(signal);
  const timeout = AbortSignal.timeout(connectTimeoutMs);
  const any = AbortSignal.any([timeout, ...(signal ? [signal] : [])]);
  const tcp = connectTcp({ host, port });
  let socket: Socket | TLSSocket = tcp;
  try {
    await once(tcp, 'connect', { signal: any });
    if (tls !== false) {
      socket = encrypt(tcp, host, tls === true ? {} : tls);
      await once(socket, 'secureConnect', { signal: any });
    }
    socket.pause();
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    tcp.destroy();
    if (signal?.aborted) throw aborted(signal);
    if (timeout.aborted) {
      const seconds = connectTimeoutMs / 1000;
      const hint = socket === tcp ? '' : ': does it speak TLS on this port?';
      const problem = `No answer from ${at(options)} in ${seconds} s${hint}`;
      throw new ClientError('ERR_CLIENT_TIMEOUT', problem, { cause: error });
    }
    if (socket !== tcp && !cut.has(codeOf(error) ?? '')) {
      throw new ClientError('ERR_CLIENT_TLS', explainTls(error, at(options)), { cause: error });
    }
    const problem = socket === tcp ? explain(error, options) : explainTls(error, at(options));
    throw new ClientError('ERR_CLIENT_UNREACHABLE', problem, { cause: error });
  }
}

function encrypt(socket: Socket, host: string, tls: TlsOptions): TLSSocket {
  // A name goes into the handshake; an address must not (RFC 6066, section 3).
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

function explain(error: unknown, options: DialOptions): string {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return `No server listens on ${at(options)}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `No host is called "${options.host}"`;
    default:
      return `Cannot reach ${at(options)}: ${code ?? messageOf(error)}`;
  }
}

function at({ host, port }: DialOptions): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function aborted(signal: AbortSignal): ClientError {
  return new ClientError('ERR_CLIENT_ABORTED', 'Aborted', { cause: signal.reason });
}
