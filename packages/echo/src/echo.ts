import type { Duplex } from 'node:stream';

/** What echo uses of the context a server gives its handlers. `net.createServer` gives none. */
export interface EchoContext {
  /**
   * When it aborts, or if it has, the client is given what is still on its way, and then the end. What comes after is
   * read, so that the end arrives, and dropped.
   */
  readonly signal?: AbortSignal;
}

/**
 * Sends back what the client sends (RFC 862, TCP based echo service): byte-exact, in order, and at the client's pace.
 * While the client does not read, nothing is read from it. When the client ends its side, the rest is echoed, then
 * this side ends.
 */
export default function echo(socket: Duplex, context?: EchoContext): void {
  socket.on('data', (chunk: Buffer) => {
    if (socket.writable && !socket.write(chunk)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  socket.on('end', () => socket.end());
  // A client that resets the connection has no echo to get.
  socket.on('error', () => socket.destroy());

  const stop = (): void => {
    if (socket.writable) socket.end();
    // A socket that has ended has no more 'drain'.
    socket.resume();
  };
  if (context?.signal?.aborted === true) stop();
  else context?.signal?.addEventListener('abort', stop, { once: true });
}
