import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/** What a server passes to its handler; only what a chat session uses. */
export interface Context {
  /** The connection's id. */
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Whether the client is connected over TLS. */
  readonly secure: boolean;
  /** Ports to other threads' services, by name. */
  readonly services: Readonly<Record<string, MessagePort>>;
  /** The data the server was started with. */
  readonly data: unknown;
  /** Aborts when the server closes the client; its reason is an error whose message may be shown to the client. */
  readonly signal: AbortSignal;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Record<string, unknown>,
  ): void;
  /** Keeps the thread from being given to another client. */
  retire?(): void;
}

let lastId = 0;

/** Makes a context for a socket of `net.createServer()`. */
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
