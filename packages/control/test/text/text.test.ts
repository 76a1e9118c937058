import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatBytes, formatMoment, parseBytes } from '../../src/text/quantities.ts';
import { didYouMean, suggest } from '../../../../common/text/suggest.ts';
import { pairs, table } from '../../src/text/layout.ts';
import { columnsOf } from '../../../../common/text/wrap.ts';
import { escapeJson, visible } from '../../../../common/text/visible.ts';

// eslint-disable-next-line no-control-regex
const raw = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

describe('visible()', () => {
  test.each([
    ['plain text, ä and 日本', 'plain text, ä and 日本'],
    ['\x1b[2J\r\n\x7f', '^[[2J^M^J^?'],
    ['a\u202eb\u200bc\u009b', 'a<U+202E>b<U+200B>c<U+009B>'],
    ['\ud800x', '<U+D800>x'],
  ])('makes %j safe for a terminal', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves no control characters in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(raw);
      }),
    );
  });
});

test('escapeJson() leaves no control characters, and its result parses to the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = escapeJson(JSON.stringify({ text }));
      expect(json).not.toMatch(raw);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

describe('table()', () => {
  test('makes cells safe for a terminal and counts wide characters as two columns', () => {
    const text = table(
      ['who', 'n'],
      [
        ['a\x1b[2J', 1],
        ['日本', 22],
        ['x'.repeat(99), undefined],
      ],
    );
    expect(text).not.toMatch(/\x1b/); // eslint-disable-line no-control-regex
    const [head = '', , wide = '', long = ''] = text.split('\n');
    expect(head.length).toBe(103);
    expect(wide.length).toBe(101);
    expect(long).toBe(`${'x'.repeat(99)}   -`);
  });

  test('wraps the widest column between words on a narrow screen', () => {
    const rows = [
      ['#lobby', 2, 'tea and cakes in the garden'],
      ['#日本日本日本日本', 10, 'x'.repeat(12)],
    ];
    expect(table(['room', 'n', 'topic'], rows, 24).split('\n')).toEqual([
      'ROOM        N  TOPIC',
      '#lobby      2  tea and',
      '               cakes in',
      '               the',
      '               garden',
      '#日本日本  10  xxxxxxxxx',
      '日本日本       xxx',
    ]);
  });

  test('fits any screen that has room for 8 characters per column, and loses nothing', () => {
    const cells = fc.array(fc.tuple(fc.string(), fc.nat(), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(cells, fc.integer({ min: 32, max: 100 }), (rows, columns) => {
        const text = table(['a', 'n', 'b'], rows, columns);
        for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        const letters = (of: string): string => of.replace(/[ \n]/g, '');
        expect(letters(text).length).toBe(letters(table(['a', 'n', 'b'], rows)).length);
      }),
    );
  });

  test('consists of its header if it has no rows', () => {
    expect(table(['who', 'n'], [])).toBe('WHO  N');
  });
});

test('pairs() aligns names and values', () => {
  expect(
    pairs([
      ['a', 1],
      ['long', undefined],
    ]),
  ).toBe('a     1\nlong  -');
});

describe('quantities', () => {
  test.each([
    ['512', 512],
    ['64k', 65_536],
    ['1MiB', 1_048_576],
    ['2g', 2 ** 31],
    ['1x', undefined],
  ])('parseBytes(%j)', (text, bytes) => expect(parseBytes(text)).toBe(bytes));
  test('are formatted for people', () => {
    expect([0, 1023, 1536, 20_480, 2 ** 50].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '20 KiB',
      '1024 TiB',
    ]);
    expect([0, Number.NaN, 9e15].map(formatMoment)).toEqual(['1970-01-01 00:00 UTC', '-', '-']);
  });
});

describe('suggest()', () => {
  test('suggests the intended word for swapped, missing, added and changed letters', () => {
    const names = ['status', 'pause', 'kick'];
    expect(
      ['stauts', 'statu', 'STATUSS', 'paise', 'kikc', 'xyzzy', ''].map((typed) =>
        suggest(typed, names),
      ),
    ).toEqual(['status', 'status', 'status', 'pause', 'kick', undefined, undefined]);
    expect(didYouMean('nothing', names)).toBe('');
  });
});
