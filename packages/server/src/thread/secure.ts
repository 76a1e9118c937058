import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { secureContextOf, type TlsMaterial } from '../secure-context.ts';
import { readBeginning, tookTooLong } from './tls-hello.ts';

/**
 * How long a client may be silent on a port that takes both TLS and plain clients before it is served as a plain one,
 * which may be greeted. Once a plain byte is written no TLS client can go on, so this outlasts a lost packet: TCP sends
 * a lost hello again after 200 ms or three round trips, whichever is longer (RFC 6298, and Linux' least timeout).
 */
const plainAfterMs = 1000;

/** A handshake that is not done is ended up to this share of its time early. */
const spread = 0.2;

/** What bounds a handshake, and the socket it makes. */
export interface SecureOptions {
  readonly allowHalfOpen: boolean;
  readonly timeoutMs: number;
  /** Called when the client turns out to speak TLS. */
  readonly begun: () => void;
}

/**
 * Secures the sockets of one thread. This module, and with it `node:tls`, is loaded only by threads that serve TLS: it
 * would cost every other one 10 ms at its start and 1.7 MB.
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
   * Makes of a fresh TCP socket the one that the handler talks to: a TLS socket whose handshake is done, or the same
   * socket if plain clients are allowed and this is one. When it rejects, the socket is closed.
   *
   * @throws {Error} if the handshake fails or takes too long
   */
  async secure(socket: Socket, options: SecureOptions): Promise<Socket> {
    const { timeoutMs, begun } = options;
    // Clients that connected together and do nothing are not all closed together.
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
      throw new Error('the client closed before the TLS handshake was done');
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
  // `allowHalfOpen` is passed on to the stream, although the types don't say so.
  const options = { isServer: true, secureContext, allowHalfOpen };
  const tlsSocket = new TLSSocket(socket, options);
  try {
    await secured(tlsSocket, timeoutMs);
  } catch (error) {
    tlsSocket.destroy();
    socket.destroy();
    // Until both sockets are closed they count among the resources of the thread, which would seem to be left behind.
    await closed(tlsSocket);
    throw error;
  }
  // Beyond the handshake too: nobody else destroys the socket for what is no TLS.
  tlsSocket.on('_tlsError', (error: Error) => tlsSocket.destroy(error));
  return tlsSocket;
}

/** Waits for the handshake. @throws {Error} what kept it from being done */
async function secured(tlsSocket: TLSSocket, timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const done = (): void => resolve(undefined);
  const closedBefore = (): void =>
    reject(new Error('the client closed before the TLS handshake was done'));
  const failed = (error: Error & { reason?: string }): void =>
    reject(new Error(error.reason ?? error.message, { cause: error }));
  const late = (): void => reject(new Error(tookTooLong));
  const timer = setTimeout(late, timeoutMs);
  // 'secure' is what a server-side TLSSocket emits; '_tlsError' says why there was no handshake.
  tlsSocket.on('secure', done);
  tlsSocket.on('_tlsError', failed);
  // This one stays: without a listener an error of the closing socket would end the thread.
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
