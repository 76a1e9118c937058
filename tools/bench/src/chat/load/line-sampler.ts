import { type Payload, readPayload } from './payload.ts';

/** How the lines of a server look: all of them are of the same length, and the payload stands at the same place. */
export interface LineShape {
  readonly bytes: number;
  readonly payloadAt: number;
}

/** Reads every line that one member gets, and makes sure that none is lost, doubled or out of its sender's order. */
export class LineSampler {
  readonly #shape: LineShape;
  readonly #onLine: (payload: Payload) => void;
  readonly #rest: Buffer;
  readonly #next: number[];
  #restBytes = 0;

  /** @param next the number that each sender's next line has */
  constructor(shape: LineShape, next: readonly number[], onLine: (payload: Payload) => void) {
    this.#shape = shape;
    this.#next = [...next];
    this.#onLine = onLine;
    this.#rest = Buffer.alloc(shape.bytes);
  }

  /** Takes what came; the bytes are not kept. @throws {Error} if a line is not the next of its sender */
  take(bytes: Buffer, count: number): void {
    let position = 0;
    if (this.#restBytes > 0) {
      position = Math.min(count, this.#shape.bytes - this.#restBytes);
      bytes.copy(this.#rest, this.#restBytes, 0, position);
      this.#restBytes += position;
      if (this.#restBytes < this.#shape.bytes) return;
      this.#read(this.#rest, 0);
    }
    for (; position + this.#shape.bytes <= count; position += this.#shape.bytes)
      this.#read(bytes, position);
    this.#restBytes = bytes.copy(this.#rest, 0, position, count);
  }

  #read(bytes: Buffer, start: number): void {
    const payload = readPayload(bytes, start + this.#shape.payloadAt);
    const line = (): string => bytes.toString('latin1', start, start + this.#shape.bytes);
    if (payload === undefined) throw new Error(`Cannot read the line "${line()}": no payload`);
    const expected = this.#next[payload.sender];
    if (payload.number !== expected)
      throw new Error(`Expected line ${expected} of sender ${payload.sender}, got "${line()}"`);
    this.#next[payload.sender] = expected + 1;
    this.#onLine(payload);
  }
}
