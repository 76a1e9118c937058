import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { firstByte, tlsHandshakeByte } from './first-byte.ts';

/** How long a client may be silent on a port that takes both TLS and plain ones before it is taken for a plain one. */
const silenceMs = 300;

/** How a client's socket is to be secured. */
export interface SecureOptions {
  readonly secureContext: SecureContext;
  readonly allowPlain: boolean;
  readonly allowHalfOpen: boolean;
  readonly timeoutMs: number;
}

/**
 * Makes of a fresh TCP socket the one that the handler talks to: a TLS socket whose handshake is done, or the same
 * socket if plain clients are allowed and this is one. Destroys the socket when it rejects.
 *
 * @throws {Error} if the handshake fails or takes too long
 */
export async function secure(socket: Socket, options: SecureOptions): Promise<Socket> {
  if (options.allowPlain && (await firstByte(socket, silenceMs)) !== tlsHandshakeByte)
    return socket;
  return await handshake(socket, options);
}

function handshake(socket: Socket, options: SecureOptions): Promise<TLSSocket> {
  const { secureContext, allowHalfOpen, timeoutMs } = options;
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
    resolve(tlsSocket);
  };
  // 'secure' is what a server-side TLSSocket emits; '_tlsError' says why there was no handshake.
  tlsSocket.on('secure', done);
  tlsSocket.on('_tlsError', fail);
  tlsSocket.on('error', fail);
  tlsSocket.on('close', closed);
  return promise;
}
