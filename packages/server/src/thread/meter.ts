import type { Socket } from 'node:net';
import type { Counters } from '../counters.ts';
import type { Limits } from '../limits.ts';

/**
 * Counts a socket's bytes: those received in `push()`, those written in `write()` and `end()`. Calls `onUnsent` after each
 * write that left bytes unsent.
 *
 * @param isRefused whether the handler must not see the client's first bytes
 */
export function meter(
  socket: Socket,
  counters: Counters,
  onUnsent: (unsentBytes: number) => void,
  isRefused: ((first: Buffer) => boolean) | undefined,
): void {
  // What a plain client sent before it was served.
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
  // Node's own `end(chunk)` does not call `write()`.
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

interface Watched {
  readonly socket: Socket;
  readonly counters: Counters;
  readonly onStall: () => void;
  queuedBytes: number;
  progressAt: number;
}

/**
 * Watches the sockets of this thread that have unsent bytes. A client that reads none of them for `stallTimeoutMs` has
 * stalled. The timer runs only while there is such a socket.
 */
export class UnsentWatch {
  readonly #limits: () => Limits;
  readonly #watched = new Map<Socket, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: () => Limits) {
    this.#limits = limits;
  }

  /** Watches a socket until it has nothing unsent; a second call for the same socket changes nothing. */
  add(socket: Socket, counters: Counters, onStall: () => void): void {
    if (this.#watched.has(socket)) return;
    this.#watched.set(socket, {
      socket,
      counters,
      onStall,
      queuedBytes: queuedBytes(socket),
      progressAt: performance.now(),
    });
    this.#timer ??= setInterval(() => this.#check(), this.#intervalMs()).unref();
  }

  #intervalMs(): number {
    const { stallTimeoutMs } = this.#limits();
    return stallTimeoutMs === 0 ? 250 : Math.min(250, Math.ceil(stallTimeoutMs / 4));
  }

  #check(): void {
    const now = performance.now();
    const { stallTimeoutMs } = this.#limits();
    for (const watched of this.#watched.values()) this.#checkOne(watched, now, stallTimeoutMs);
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #checkOne(watched: Watched, now: number, stallTimeoutMs: number): void {
    const { socket, counters } = watched;
    counters.unsentBytes = socket.destroyed ? 0 : socket.writableLength;
    if (counters.unsentBytes === 0) {
      this.#watched.delete(socket);
      return;
    }
    const queued = queuedBytes(socket);
    if (queued !== watched.queuedBytes) {
      watched.queuedBytes = queued;
      watched.progressAt = now;
    } else if (stallTimeoutMs > 0 && now - watched.progressAt >= stallTimeoutMs) {
      this.#watched.delete(socket);
      watched.onStall();
    }
  }
}

/**
 * The bytes queued in the stream and in its handle. The stream counts a chunk until all of it is sent, so only the handle
 * shows the progress of a large one; Node's own socket timeout reads the same property.
 */
function queuedBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } | null };
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}
