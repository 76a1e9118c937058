import { describe, expect, it } from '@jest/globals';
import {
  LineSampler,
  makePayload,
  type Payload,
  payloadBytes,
  readPayload,
} from '../../src/load/lines.ts';

describe('makePayload()', () => {
  it('always has the same length, and readPayload() reads it back', () => {
    for (const payload of [
      { sentAtUs: 0, sender: 0, number: 0 },
      { sentAtUs: 86_400_000_000, sender: 19, number: 999_999_999 },
    ]) {
      const bytes = Buffer.from(`s00001: ${makePayload(payload)}\r\n`);
      expect(bytes).toHaveLength(8 + payloadBytes + 2);
      expect(readPayload(bytes, 8)).toEqual(payload);
    }
  });
});

describe('readPayload()', () => {
  it('returns undefined for anything else', () => {
    expect(readPayload(Buffer.from('-- s00001 joined (3 here)\r\n'), 0)).toBeUndefined();
    expect(readPayload(Buffer.alloc(3), 0)).toBeUndefined();
  });
});

const prefix = 's0: ';
const bytes = prefix.length + 64 + 2;

function line(sender: number, number: number): string {
  return `${prefix}${makePayload({ sentAtUs: 1000 + number, sender, number })}\r\n`;
}

function sample(next: number[], text: string, chunkBytes: number): Payload[] {
  const seen: Payload[] = [];
  const shape = { bytes, payloadAt: prefix.length };
  const sampler = new LineSampler(shape, next, (payload) => seen.push(payload));
  for (let start = 0; start < text.length; start += chunkBytes) {
    const chunk = Buffer.from(text.slice(start, start + chunkBytes));
    sampler.push(chunk, chunk.length);
  }
  return seen;
}

describe('LineSampler', () => {
  it.each([1, 7, bytes, bytes + 1, 1000])('reads every line, in chunks of %d bytes', (chunk) => {
    const text = line(0, 3) + line(1, 0) + line(0, 4);
    const seen = sample([3, 0], text, chunk).map(({ sender, number }) => [sender, number]);
    expect(seen).toEqual([
      [0, 3],
      [1, 0],
      [0, 4],
    ]);
  });

  it('throws for a line that is lost, duplicated or out of order', () => {
    expect(() => sample([0], line(0, 1), 1000)).toThrow(/^Expected line 0 of sender 0/);
    expect(() => sample([0], line(0, 0) + line(0, 0), 1000)).toThrow(/^Expected line 1/);
  });

  it('throws for a line without a payload', () => {
    expect(() => sample([0], 'x'.repeat(bytes), 1000)).toThrow(/no payload/);
  });
});
