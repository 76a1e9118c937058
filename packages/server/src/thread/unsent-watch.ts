import type { Socket } from 'node:net';
import type { Counters } from '../counters.ts';
import type { Limits } from '../limits.ts';

interface Watched {
  readonly socket: Socket;
  readonly counters: Counters;
  readonly onStall: () => void;
  queuedBytes: number;
  progressAt: number;
}

/**
 * Follows the sockets of this thread that have unsent bytes, until the kernel has taken them. A client that takes
 * none for `stallTimeoutMs` has stalled. The timer runs only while there is such a socket.
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
 * What the stream and the handle below it still hold. The stream counts a chunk until all of it is sent, so only the
 * handle shows that a large one makes progress; Node's own idle timeout of a socket reads the same property.
 */
function queuedBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { writeQueueSize?: number } | null };
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}
