import { describe, expect, it } from '@jest/globals';
import { makePayload, payloadBytes, readPayload } from '../../src/chat/load/payload.ts';

describe('makePayload()', () => {
  it('is always of the same length, and read again by readPayload()', () => {
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
  it('is undefined for anything else', () => {
    expect(readPayload(Buffer.from('-- s00001 joined (3 here)\r\n'), 0)).toBeUndefined();
    expect(readPayload(Buffer.alloc(3), 0)).toBeUndefined();
  });
});
