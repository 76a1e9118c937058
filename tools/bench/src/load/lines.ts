/** All payloads have the same length, so that lines can be counted in bytes. */
export const payloadBytes = 64;

const senderAt = 17;
const numberAt = 21;
const filler = ' the quick brown fox jumps over the lazy dog';

export interface Payload {
  /** The send time, in microseconds of this process's clock. */
  readonly sentAtUs: number;
  readonly sender: number;
  /** The sequence number of the line per sender, from 0. */
  readonly number: number;
}

export function makePayload({ sentAtUs, sender, number }: Payload): string {
  const fields = `${digits(sentAtUs, 16)} ${digits(sender, 3)} ${digits(number, 9)}`;
  return (fields + filler).slice(0, payloadBytes);
}

/** Reads the payload that begins at `start`. Returns undefined if there is none. */
export function readPayload(bytes: Buffer, start: number): Payload | undefined {
  const sentAtUs = readDigits(bytes, start, 16);
  const sender = readDigits(bytes, start + senderAt, 3);
  const number = readDigits(bytes, start + numberAt, 9);
  if (sentAtUs < 0 || sender < 0 || number < 0) return undefined;
  return { sentAtUs, sender, number };
}

function digits(value: number, width: number): string {
  return String(Math.trunc(value)).padStart(width, '0');
}

/** Reads a number of `width` digits. Returns -1 if there is none. */
function readDigits(bytes: Buffer, start: number, width: number): number {
  let value = 0;
  for (let index = start; index < start + width; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The format of a server's lines: their length and the offset of the payload. */
export interface LineShape {
  readonly bytes: number;
  readonly payloadAt: number;
}

/** Reads every line that one member receives and checks that none is lost, duplicated or out of order. */
export class LineSampler {
  readonly #shape: LineShape;
  readonly #onLine: (payload: Payload) => void;
  readonly #rest: Buffer;
  readonly #next: number[];
  #restBytes = 0;

  /** @param next the next expected sequence number of each sender */
  constructor(shape: LineShape, next: readonly number[], onLine: (payload: Payload) => void) {
    this.#shape = shape;
    this.#next = [...next];
    this.#onLine = onLine;
    this.#rest = Buffer.alloc(shape.bytes);
  }

  /** Reads a chunk; `bytes` is not kept. @throws {Error} if a line is not the sender's next one */
  push(bytes: Buffer, count: number): void {
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

/** A line in the format of the text dialect. */
export const preparedLine = `s00000: ${makePayload({ sentAtUs: 0, sender: 0, number: 0 })}\r\n`;
