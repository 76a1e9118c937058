import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitText } from '../../src/render/irc-message-lines.ts';

test('splitText() returns pieces of whole characters that fit and add up to the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 40 }), (text, most) => {
      const pieces = splitText(text, most);
      expect(pieces.join('')).toBe(text);
      expect(pieces.length).toBeGreaterThan(0);
      for (const piece of pieces) {
        expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(most);
        expect(Buffer.from(piece).toString()).toBe(piece);
      }
    }),
  );
});

test('splitText() splits between words', () => {
  expect(splitText('one two three four', 14)).toEqual(['one two three ', 'four']);
  expect(splitText('abcdefghijkl', 5)).toEqual(['abcde', 'fghij', 'kl']);
});
