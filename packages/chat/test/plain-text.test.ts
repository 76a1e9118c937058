import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clipText, plainText } from '../../../common/text/plain-text.ts';

describe('plainText()', () => {
  test('does not change clean text with tabs, accents, emoji and other scripts', () => {
    const text = 'a\tb äöü ß 日本語 עברית हिन्दी 👋🏽 ❤️';
    expect(plainText(text)).toBe(text);
  });

  test.each([
    ['ESC', '\x1b[31mred\x1b[0m', '[31mred[0m'],
    ['C1 controls', 'a\x9b31mb', 'a31mb'],
    ['BEL, BS, CR, LF, DEL', 'a\x07b\x08c\rd\ne\x7f', 'abcde'],
    ['bidi overrides and isolates', 'a\u202eb\u2066c\u200f', 'abc'],
    ['zero-width characters', 'a\u200bb\u200dc\ufeff\u2060', 'abc'],
    ['tag characters', 'a\u{e0041}b', 'ab'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'abc'],
    ['lone surrogates', 'a\ud800b\udc00', 'ab'],
  ])('removes %s', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('removes everything unsafe from any text in one pass', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/(?!\t)[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d]/u);
        expect(plainText(plain)).toBe(plain);
      }),
    );
  });
});

describe('clipText()', () => {
  test('truncates by bytes, between characters', () => {
    expect(clipText('  ab\x1bäöü  ', 5)).toBe('abä');
    expect(clipText('👋👋', 7)).toBe('👋');
  });
});
