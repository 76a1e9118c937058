import type { Socket } from 'node:net';
import type { Counters } from '../counters.ts';

/**
 * Counts what goes through a socket, where it goes through: `push()` brings the client's bytes into the stream, and
 * `write()` and `end()` take the handler's. Calls `onUnsent` after each write that left bytes unsent.
 *
 * @param isRefused whether the handler must not see the client's first bytes
 */
export function meter(
  socket: Socket,
  counters: Counters,
  onUnsent: (unsentBytes: number) => void,
  isRefused: ((first: Buffer) => boolean) | undefined,
): void {
  // What a plain client sent before the first look at it.
  counters.bytesIn += socket.readableLength;
  const push = socket.push.bind(socket);
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk !== null) {
      if (counters.bytesIn === 0 && isRefused?.(chunk) === true) return false;
      counters.bytesIn += chunk.byteLength;
    }
    return push(chunk, encoding);
  };

  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    counters.bytesOut += typeof chunk === 'string' ? byteLength(chunk, rest[0]) : chunk.byteLength;
    const roomy = write(chunk, ...rest);
    const unsent = socket.writableLength;
    if (unsent > 0) {
      counters.unsentBytes = unsent;
      onUnsent(unsent);
    }
    return roomy;
  };

  const end = socket.end.bind(socket) as (...args: unknown[]) => Socket;
  // Node's own `end(chunk)` does not go through `write()`.
  socket.end = (...args: unknown[]) => {
    const [chunk, encoding] = args;
    if (chunk === undefined || chunk === null || typeof chunk === 'function') return end(...args);
    const done = args.find((arg) => typeof arg === 'function');
    socket.write(chunk as string, typeof encoding === 'string' ? (encoding as 'utf8') : undefined);
    return done === undefined ? end() : end(done);
  };
}

function byteLength(text: string, encoding: unknown): number {
  return Buffer.byteLength(
    text,
    typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8',
  );
}
