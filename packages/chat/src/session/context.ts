import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/** What a server tells about a client; the part of it a chat session uses. */
export interface Context {
  /** The connection's number. */
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Whether the client came over TLS. */
  readonly secure: boolean;
  /** Ports to other threads, by name. */
  readonly services: Readonly<Record<string, MessagePort>>;
  /** What the server was given for its handlers. */
  readonly data: unknown;
  /** Aborts when the client has to go; its reason is an error fit to be shown. */
  readonly signal: AbortSignal;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Record<string, unknown>,
  ): void;
  /** Gives the thread to nobody else, where a server has threads. */
  retire?(): void;
}

let lastId = 0;

/** The context of a client that came by plain `net.createServer()`. */
export function contextOf(socket: Duplex): Context {
  const { remoteAddress, remotePort } = socket as Partial<{
    remoteAddress: string;
    remotePort: number;
  }>;
  lastId += 1;
  return {
    id: lastId,
    remoteAddress: (remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, ''),
    remotePort: remotePort ?? 0,
    secure: 'encrypted' in socket,
    services: {},
    data: undefined,
    signal: new AbortController().signal,
    log: () => {},
  };
}
