/**
 * The counters of one client, in shared memory: its thread writes them, any other thread reads them without waiting. After
 * the hand-over, Node's own counters in the listener no longer change.
 */
export class Counters {
  /** For another thread, which creates its own `Counters` from it. */
  readonly memory: SharedArrayBuffer;
  readonly #slots: Float64Array;

  constructor(memory = new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#slots = new Float64Array(memory);
  }

  /** Bytes received from the client; with TLS, after decryption. */
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

  /** Bytes written and not yet passed to the kernel. */
  get unsentBytes(): number {
    return this.#slots[2] ?? 0;
  }

  set unsentBytes(bytes: number) {
    this.#slots[2] = bytes;
  }
}
