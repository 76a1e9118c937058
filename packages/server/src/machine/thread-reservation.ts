/** Shared memory: one for all servers of this process, one for this server. */
export interface ReservationMemory {
  readonly process: SharedArrayBuffer;
  readonly server: SharedArrayBuffer;
}

const processMemory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
const reserved = 0;
const notStarted = 1;

/**
 * The client threads that a server may start. Mappings and descriptors belong to the process, so its servers share the
 * counts: the main thread reserves threads, and each listener thread counts those it has started.
 */
export class ThreadReservation {
  readonly memory: ReservationMemory;
  readonly #process: Int32Array;
  readonly #server: Int32Array;

  constructor(memory: ReservationMemory) {
    this.memory = memory;
    this.#process = new Int32Array(memory.process);
    this.#server = new Int32Array(memory.server);
  }

  /** Client threads reserved by all servers of this process, started or not. */
  static get total(): number {
    return Atomics.load(new Int32Array(processMemory), reserved);
  }

  /** Reserves threads for a new server, until `release()`. */
  static reserve(threads: number): ThreadReservation {
    const server = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const reservation = new ThreadReservation({ process: processMemory, server });
    reservation.#add(reserved, threads);
    reservation.#add(notStarted, threads);
    return reservation;
  }

  /** Releases all threads of the server, which must have ended. Idempotent. */
  release(): void {
    for (const slot of [reserved, notStarted]) {
      const held = Atomics.exchange(this.#server, slot, 0);
      Atomics.sub(this.#process, slot, held);
    }
  }

  /** A thread of this server has opened its descriptors, so they count by themselves. */
  started(): void {
    this.#add(notStarted, -1);
  }

  /** A thread of this server has ended. */
  ended(): void {
    this.#add(notStarted, 1);
  }

  /** Threads that the servers of this process may still start. */
  get notStarted(): number {
    return Math.max(0, Atomics.load(this.#process, notStarted));
  }

  #add(slot: number, threads: number): void {
    Atomics.add(this.#server, slot, threads);
    Atomics.add(this.#process, slot, threads);
  }
}
