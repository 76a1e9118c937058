import type { Socket } from 'node:net';

/** The first byte of a TLS record that holds a handshake (RFC 8446, section 5.1). */
export const tlsHandshakeByte = 0x16;

/**
 * Looks at the first byte a client sends and leaves it unread. Resolves to undefined when the client says nothing for
 * `timeoutMs`, or ends before.
 */
export function firstByte(socket: Socket, timeoutMs: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const look = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) socket.unshift(chunk);
    finish(chunk?.[0]);
  };
  const silent = (): void => finish(undefined);
  const finish = (byte: number | undefined): void => {
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('end', silent);
    socket.off('close', silent);
    // The stream forgets its 'readable' listener in the next tick; only then may the handler take it over.
    setImmediate(resolve, byte);
  };
  const timer = setTimeout(silent, timeoutMs);
  socket.on('readable', look);
  socket.on('end', silent);
  socket.on('close', silent);
  return promise;
}
