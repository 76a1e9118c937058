import type { Socket } from 'node:net';
import { addressOrigin, isLoopback } from '../../../../common/net/origin.ts';
import type { Limits } from '../limits.ts';
import { descriptorsForTheRest, descriptorsPerThread } from '../machine/capacity.ts';
import type { ThreadReservation } from '../machine/thread-reservation.ts';

/** Counts the present clients, in total and by origin, and admits new ones within the limits. */
export class Admission {
  readonly #byOrigin = new Map<string, number>();
  #admitted = 0;

  /** Clients admitted and not released yet. */
  get admitted(): number {
    return this.#admitted;
  }

  /** Admits a client, or returns which limit is reached. */
  admit(address: string, limits: Limits): 'admitted' | 'full' | 'address' {
    if (this.#admitted >= limits.maxConnections) return 'full';
    if (!isLoopback(address)) {
      const origin = addressOrigin(address);
      const count = this.#byOrigin.get(origin) ?? 0;
      if (limits.maxConnectionsPerAddress > 0 && count >= limits.maxConnectionsPerAddress)
        return 'address';
      this.#byOrigin.set(origin, count + 1);
    }
    this.#admitted += 1;
    return 'admitted';
  }

  /** An admitted client is gone. */
  release(address: string): void {
    this.#admitted -= 1;
    if (isLoopback(address)) return;
    const origin = addressOrigin(address);
    const count = this.#byOrigin.get(origin) ?? 0;
    if (count > 1) this.#byOrigin.set(origin, count - 1);
    else this.#byOrigin.delete(origin);
  }
}

/** How many of the descriptors kept for the rest of the process refused clients may use until they are closed. */
const descriptorsForRefused = descriptorsForTheRest / 2;

/**
 * Whether the process has enough descriptors for a client. A new descriptor gets the lowest free number (POSIX), so its number is
 * a lower bound of how many are open in the whole process, without counting.
 */
export class Descriptors {
  readonly #max: number;
  readonly #reservation: ThreadReservation;

  /** @param max the soft limit of open descriptors */
  constructor(max: number, reservation: ThreadReservation) {
    this.#max = max;
    this.#reservation = reservation;
  }

  /** Whether enough descriptors are left for the threads that may still start and for the rest of the process. */
  sufficeFor(socket: Socket): boolean {
    return numberOf(socket) < this.#firstKept;
  }

  /** Whether a refused client may stay open until it has read the line. */
  allowLingering(socket: Socket): boolean {
    return numberOf(socket) < this.#firstKept + descriptorsForRefused;
  }

  get #firstKept(): number {
    const { notStarted } = this.#reservation;
    return this.#max - descriptorsForTheRest - notStarted * descriptorsPerThread;
  }
}

/** The number of a socket's descriptor; -1 on Windows, which has none. */
function numberOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { fd?: number } | null };
  return handle?.fd ?? -1;
}

const lingerMs = 1000;
const maxLingering = 100;

/** Refuses clients: sends each a line and closes it. */
export class Refusals {
  readonly #lingering = new Set<Socket>();

  /**
   * @param line the line to send, without its line end; empty: none
   * @param mayLinger whether the socket may stay open until the client has read it
   */
  refuse(socket: Socket, line: string, mayLinger: boolean): void {
    socket.on('error', () => {});
    if (line !== '') socket.write(`${line}\r\n`);
    // With many refused clients or few descriptors, a client that has sent something may not receive the line.
    if (line === '' || !mayLinger || this.#lingering.size >= maxLingering) {
      socket.destroy();
      return;
    }
    this.#lingering.add(socket);
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.on('close', () => {
      clearTimeout(timer);
      this.#lingering.delete(socket);
    });
    // Closing a socket with unread bytes resets the connection, and the client might not receive the line.
    socket.resume();
    socket.end();
  }

  /** Closes the refused clients that are still open. */
  close(): void {
    for (const socket of this.#lingering) socket.destroy();
  }
}
