import type { Socket } from 'node:net';
import { descriptorsForTheRest, descriptorsPerThread } from '../capacity.ts';
import type { ThreadReservation } from '../thread-reservation.ts';

/** Of the descriptors kept for the rest of the process, those that refused clients may use until they are closed. */
const descriptorsForRefused = descriptorsForTheRest / 2;

/**
 * Whether the process can afford a client's socket. A new descriptor gets the lowest free number (POSIX), so its number
 * says how many are open in the whole process, at least: this takes no count, and misses no user of descriptors.
 */
export class Descriptors {
  readonly #max: number;
  readonly #reservation: ThreadReservation;

  /** @param max the soft limit of open descriptors */
  constructor(max: number, reservation: ThreadReservation) {
    this.#max = max;
    this.#reservation = reservation;
  }

  /** Whether enough are left for the threads that may still start, and for the rest of the process. */
  sufficeFor(socket: Socket): boolean {
    return numberOf(socket) < this.#firstKept;
  }

  /** Whether a refused client may stay open until it has read why. */
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
