import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter, type SplitLine } from '../../src/text/line-splitter.ts';

function split(chunks: readonly Buffer[], maxBytes = 100): SplitLine[] {
  const splitter = new LineSplitter(maxBytes);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

describe('LineSplitter', () => {
  test.each<[string, SplitLine[]]>([
    ['', []],
    ['one\ntwo\r\n', [{ text: 'one' }, { text: 'two' }]],
    ['\n\nrest', [{ text: '' }, { text: '' }, { text: 'rest' }]],
    [`${'x'.repeat(101)}\nnext\n`, [{ tooLong: true }, { text: 'next' }]],
    [`${'x'.repeat(100)}\n`, [{ text: 'x'.repeat(100) }]],
    ['x'.repeat(101), [{ tooLong: true }]],
  ])('splits %j', (text, lines) => {
    expect(split([Buffer.from(text)])).toEqual(lines);
  });

  test('returns the same lines for any chunks, even within multibyte characters', () => {
    const bytes = fc.array(fc.constantFrom('a', 'é', '😀', '\r', '\n', 'long '.repeat(5)));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 12 })), (parts, cuts) => {
        const whole = Buffer.from(parts.join(''));
        const chunks: Buffer[] = [];
        let rest = whole;
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        expect(split([...chunks, rest], 20)).toEqual(split([whole], 20));
      }),
    );
  });
});
