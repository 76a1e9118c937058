/**
 * What is counted of one client. The client's thread writes, any other thread reads, and neither waits for the
 * other: the counters lie in shared memory. After the hand-over Node's own counters in the listener know nothing.
 */
export class Counters {
  /** To be sent to another thread, which makes its own `Counters` of it. */
  readonly memory: SharedArrayBuffer;
  readonly #slots: Float64Array;

  constructor(memory = new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#slots = new Float64Array(memory);
  }

  /** Bytes received from the client; over TLS, those of the plain text. */
  get bytesIn(): number {
    return this.#slots[0] ?? 0;
  }

  set bytesIn(bytes: number) {
    this.#slots[0] = bytes;
  }

  /** Bytes the handler has written, sent or not. */
  get bytesOut(): number {
    return this.#slots[1] ?? 0;
  }

  set bytesOut(bytes: number) {
    this.#slots[1] = bytes;
  }

  /** Bytes written that the kernel has not taken yet. */
  get unsentBytes(): number {
    return this.#slots[2] ?? 0;
  }

  set unsentBytes(bytes: number) {
    this.#slots[2] = bytes;
  }
}
