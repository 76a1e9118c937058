import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnsOf, wrapText } from '../../../common/text/wrap.ts';

describe('wrapText()', () => {
  test.each([
    ['one two three', 20, ['one two three']],
    ['one two three', 7, ['one two', '  three']],
    ['  two  words', 6, ['  two', '  words']],
    ['https://example.org/long', 10, ['https://example.org/long']],
    ['see https://example.org/long here', 10, ['see', '  https://example.org/long', '  here']],
    ['one two three four', 9, ['one two', '  three', '  four']],
    ['exactly10c and more', 10, ['exactly10c', '  and more']],
    ['漢字漢字 漢字', 8, ['漢字漢字', '  漢字']],
    ['👍🏽👍🏽 👍🏽👍🏽', 5, ['👍🏽👍🏽', '  👍🏽👍🏽']],
    ['\x1b[31mred\x1b[39m and more', 8, ['\x1b[31mred\x1b[39m and', '  more']],
    ['a  b', 3, ['a', 'b']],
    ['日本語 日本語', 8, ['日本語', '  日本語']],
    ['', 10, ['']],
  ])('of %j in %i columns makes %j', (text, columns, lines) => {
    expect(wrapText(text, columns, '  ')).toEqual(lines);
  });

  test('does not indent by half the columns or more, and does not split long words', () => {
    expect(wrapText('aa bb', 3, ' '.repeat(20))).toEqual(['aa', 'bb']);
    expect(wrapText('x'.repeat(1000), 10, '  ')).toEqual(['x'.repeat(1000)]);
  });

  test('keeps all words, and exceeds the columns only for longer words', () => {
    const words = fc.array(fc.stringMatching(/^[a-z日ä]{1,12}$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 30, max: 80 }), (all, columns) => {
        const lines = wrapText(all.join(' '), columns, '   ');
        expect(lines.map((line) => line.trim()).join(' ')).toBe(all.join(' '));
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
