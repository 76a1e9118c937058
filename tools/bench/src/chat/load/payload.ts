/** What senders say: always the same length, so that lines can be counted by their bytes. */
export const payloadBytes = 64;

const senderAt = 17;
const numberAt = 21;
const filler = ' the quick brown fox jumps over the lazy dog';

/** What a line says of itself. */
export interface Payload {
  /** When it was sent, in microseconds of this process. */
  readonly sentAtUs: number;
  readonly sender: number;
  /** Which of its sender's lines it is, from 0. */
  readonly number: number;
}

export function makePayload({ sentAtUs, sender, number }: Payload): string {
  const fields = `${digits(sentAtUs, 16)} ${digits(sender, 3)} ${digits(number, 9)}`;
  return (fields + filler).slice(0, payloadBytes);
}

/** Reads the payload that begins there; undefined if it is none. */
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

/** The number in so many digits, or -1. */
function readDigits(bytes: Buffer, start: number, width: number): number {
  let value = 0;
  for (let index = start; index < start + width; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
