import type { Duplex } from 'node:stream';
import { expectSignal, shown, typeError } from '../../../common/options/expect-options.ts';

/** The part of a server's handler context that `echo()` uses. `net.createServer` passes none. */
export interface EchoContext {
  /**
   * When it aborts, or if it has aborted, the pending echo is sent and the connection is ended. Data received after that
   * is discarded.
   */
  readonly signal?: AbortSignal;
}

/**
 * Sends back the bytes that the client sends (RFC 862, TCP Based Echo Service), unchanged and in order. While the client
 * does not read, nothing is read from it. When the client ends its side, the rest is echoed, then this side ends.
 *
 * @throws {TypeError} `ERR_INVALID_ARG_TYPE` if `socket` is not a stream or `context.signal` not an `AbortSignal`
 */
export default function echo(socket: Duplex, context?: EchoContext): void {
  if (!isDuplex(socket))
    throw typeError(`Expected \`socket\` to be a duplex stream, got ${shown(socket)}`);
  if (context?.signal !== undefined) expectSignal('context.signal', context.signal);
  socket.on('data', (chunk: Buffer) => {
    if (socket.writable && !socket.write(chunk)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('end', () => socket.end());
  // The client has reset the connection.
  socket.on('error', () => socket.destroy());

  const stop = (): void => {
    if (socket.writable) socket.end();
    // An ended socket does not emit 'drain'. Reading on lets the end of the client arrive.
    socket.resume();
  };
  if (context?.signal?.aborted === true) stop();
  else context?.signal?.addEventListener('abort', stop, { once: true });
}

/** Accepts duplex streams of other implementations than `node:stream` too. */
function isDuplex(value: unknown): boolean {
  const { on, write } = (value ?? {}) as Partial<Duplex>;
  return typeof on === 'function' && typeof write === 'function';
}
