import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { secureContextOf, type TlsMaterial } from '../secure-context.ts';
import { closedBeforeDone, readBeginning, tookTooLong } from './tls-hello.ts';

/**
 * How long a client may be silent on a port with `allowPlain` before it is served without TLS. Its handler may then send a
 * greeting, which breaks any TLS handshake, so this is longer than a retransmission: TCP resends a lost hello after 200 ms
 * or three round trips, whichever is longer (RFC 6298, and the minimum of Linux).
 */
const plainAfterMs = 1000;

/** An unfinished handshake ends early by a random share of its time, up to this one. */
const spread = 0.2;

/** Options of {@link Securer.secure}. */
export interface SecureOptions {
  readonly allowHalfOpen: boolean;
  readonly timeoutMs: number;
  /** Called when the client begins a TLS handshake. */
  readonly begun: () => void;
}

/**
 * Adds TLS to the sockets of one thread. Only threads that serve TLS load this module: `node:tls` costs a thread 10 ms at its
 * start and 1.7 MB.
 */
export class Securer {
  /** Whether plain clients are served too. */
  readonly allowPlain: boolean;
  readonly #secureContext: SecureContext;

  constructor(material: TlsMaterial) {
    this.allowPlain = material.allowPlain;
    this.#secureContext = secureContextOf(material);
  }

  /**
   * Resolves to the socket for the handler: a TLS socket after its handshake, or the TCP socket itself if plain clients are
   * allowed and this is one. When it rejects, the socket is closed.
   *
   * @throws {Error} if the handshake fails or takes too long
   */
  async secure(socket: Socket, options: SecureOptions): Promise<Socket> {
    const { timeoutMs, begun } = options;
    // So that clients that connected together are not all closed together.
    const budgetMs = timeoutMs * (1 - spread * Math.random());
    const start = performance.now();
    const remainingMs = (): number => Math.max(0, start + budgetMs - performance.now());
    try {
      const silenceMs = this.allowPlain ? plainAfterMs : undefined;
      const beginning = await readBeginning(socket, { silenceMs, timeoutMs: budgetMs }, begun);
      if (beginning === 'hello')
        return await handshake(socket, this.#secureContext, options, remainingMs());
      if (this.allowPlain) return socket;
      if (beginning === 'plain') throw new Error('the client does not speak TLS');
      throw new Error(closedBeforeDone);
    } catch (error) {
      socket.destroy();
      await closed(socket);
      throw error;
    }
  }
}

async function handshake(
  socket: Socket,
  secureContext: SecureContext,
  { allowHalfOpen }: SecureOptions,
  timeoutMs: number,
): Promise<TLSSocket> {
  // The stream receives `allowHalfOpen`, although the types don't list it.
  const options = { isServer: true, secureContext, allowHalfOpen };
  const tlsSocket = new TLSSocket(socket, options);
  try {
    await secured(tlsSocket, timeoutMs);
  } catch (error) {
    tlsSocket.destroy();
    socket.destroy();
    // An open socket would count as left behind in the thread.
    await closed(tlsSocket);
    throw error;
  }
  // After the handshake too: nothing else destroys the socket when it receives something that is not TLS.
  tlsSocket.on('_tlsError', (error: Error) => tlsSocket.destroy(error));
  return tlsSocket;
}

/** Waits for the handshake. @throws {Error} what kept it from being done */
async function secured(tlsSocket: TLSSocket, timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const done = (): void => resolve(undefined);
  const closedBefore = (): void => reject(new Error(closedBeforeDone));
  const failed = (error: Error & { reason?: string }): void =>
    reject(new Error(error.reason ?? error.message, { cause: error }));
  const late = (): void => reject(new Error(tookTooLong));
  const timer = setTimeout(late, timeoutMs);
  // A server-side TLSSocket emits 'secure' after the handshake, or '_tlsError' with the reason for its failure.
  tlsSocket.on('secure', done);
  tlsSocket.on('_tlsError', failed);
  // Not removed: without a listener, an error of the closing socket would end the thread.
  tlsSocket.on('error', failed);
  tlsSocket.on('close', closedBefore);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    tlsSocket.off('secure', done);
    tlsSocket.off('_tlsError', failed);
    tlsSocket.off('close', closedBefore);
  }
}

function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => void socket.on('close', () => resolve()));
}
