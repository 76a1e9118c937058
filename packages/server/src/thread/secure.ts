import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { secureContextOf } from '../secure-context.ts';
import type { TlsMaterial } from '../tls-material.ts';
import { firstByte, tlsHandshakeByte } from './first-byte.ts';

/** How long a client may be silent on a port that takes both TLS and plain ones before it is taken for a plain one. */
const silenceMs = 300;

/** What bounds a handshake, and the socket it makes. */
export interface SecureOptions {
  readonly allowHalfOpen: boolean;
  readonly timeoutMs: number;
}

/**
 * Secures the sockets of one thread. This module, and with it `node:tls`, is loaded only by threads that serve TLS: it
 * would cost every other one 10 ms at its start and 1.7 MB.
 */
export class Securer {
  readonly #allowPlain: boolean;
  readonly #secureContext: SecureContext;

  constructor(material: TlsMaterial) {
    this.#allowPlain = material.allowPlain;
    this.#secureContext = secureContextOf(material);
  }

  /**
   * Makes of a fresh TCP socket the one that the handler talks to: a TLS socket whose handshake is done, or the same
   * socket if plain clients are allowed and this is one. Destroys the socket when it rejects.
   *
   * @throws {Error} if the handshake fails or takes too long
   */
  async secure(socket: Socket, options: SecureOptions): Promise<Socket> {
    if (this.#allowPlain && (await firstByte(socket, silenceMs)) !== tlsHandshakeByte)
      return socket;
    return await handshake(socket, this.#secureContext, options);
  }
}

function handshake(
  socket: Socket,
  secureContext: SecureContext,
  { allowHalfOpen, timeoutMs }: SecureOptions,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const tlsOptions = { isServer: true, secureContext, allowHalfOpen };
  const tlsSocket = new TLSSocket(socket, tlsOptions);
  const timer = setTimeout(
    () => fail(new Error(`no TLS handshake within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const closed = (): void => fail(new Error('the client closed before the TLS handshake was done'));
  const fail = (error: Error): void => {
    settle();
    tlsSocket.destroy();
    socket.destroy();
    reject(error);
  };
  const settle = (): void => {
    clearTimeout(timer);
    tlsSocket.off('secure', done);
    tlsSocket.off('_tlsError', fail);
    tlsSocket.off('error', fail);
    tlsSocket.off('close', closed);
  };
  const done = (): void => {
    settle();
    // Beyond the handshake too: nobody else destroys the socket for what is no TLS.
    tlsSocket.on('_tlsError', (error: Error) => tlsSocket.destroy(error));
    resolve(tlsSocket);
  };
  // 'secure' is what a server-side TLSSocket emits; '_tlsError' says why there was no handshake.
  tlsSocket.on('secure', done);
  tlsSocket.on('_tlsError', fail);
  tlsSocket.on('error', fail);
  tlsSocket.on('close', closed);
  return promise;
}
