import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { splitText } from '../../src/index.ts';
import { formatAction, parseCtcp } from '../../src/irc/text.ts';

test('splitText() returns pieces that fit, and removes only the spaces and line ends between them', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(
          fc.constantFrom(' ', '\n', 'a'),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        ),
      }),
      fc.integer({ min: 4, max: 60 }),
      (text, max) => {
        const pieces = splitText(text, max);
        for (const piece of pieces) {
          expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(max);
          expect(piece.isWellFormed()).toBe(true);
        }
        const bare = (one: string): string => one.toWellFormed().replace(/[ \r\n]/g, '');
        expect(bare(pieces.join(''))).toBe(bare(text));
      },
    ),
    { numRuns: 1000 },
  );
});

test('splitText() splits between words, and inside one only if it has to', () => {
  expect(splitText('one two three', 9)).toEqual(['one two', 'three']);
  expect(splitText('one two three', 7)).toEqual(['one two', 'three']);
  expect(splitText('abcdefghij kl', 6)).toEqual(['abcdef', 'ghij', 'kl']);
  expect(splitText('a\r\nb\n\nc', 6)).toEqual(['a', 'b', 'c']);
});

test.each([3, 0, -300, Number.NaN])('splitText() throws a RangeError for %d bytes', (max) => {
  expect(() => splitText('text', max)).toThrow(
    `Expected \`maxBytes\` to be at least 4, got ${max}`,
  );
});

test('splitText() does not split a grapheme that fits', () => {
  const family = '👨‍👩‍👧';
  expect(splitText(`ab${family}`, Buffer.byteLength(family) + 1)).toEqual(['ab', family]);
  expect(splitText(family, 8).every((piece) => piece.isWellFormed())).toBe(true);
});

test('parseCtcp() parses what formatAction() formats, and an action without its end', () => {
  expect(parseCtcp(formatAction('waves'))).toEqual({ command: 'ACTION', text: 'waves' });
  expect(parseCtcp('\x01ACTION waves')).toEqual({ command: 'ACTION', text: 'waves' });
  expect(parseCtcp('\x01version\x01')).toEqual({ command: 'VERSION', text: '' });
  expect(parseCtcp('\x01')).toEqual({ command: '', text: '' });
  expect(parseCtcp('waves')).toBeUndefined();
});
