import { describe, expect, test } from '@jest/globals';
import { formatDuration, parseDuration } from '../src/duration.ts';
import { editDistance, suggest } from '../../../common/text/suggest.ts';
import { stamp } from '../src/text/times.ts';

describe('parseDuration()', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['7D', 604_800_000],
    ['2w', 1_209_600_000],
    ['h', undefined],
    ['1y', undefined],
    ['-1h', undefined],
    ['99999999h', undefined],
  ])('reads %s as %p', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
});

describe('formatDuration()', () => {
  test.each([
    [0, '1 s'],
    [11_500, '12 s'],
    [300_000, '5 min'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
  ])('writes %d as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('suggest()', () => {
  test.each([
    ['hlep', 'help'],
    ['helo', 'help'],
    ['histroy', 'history'],
    ['xyzzy', undefined],
  ])('for %s means %s', (typed, meant) => {
    expect(suggest(typed, ['help', 'history', 'who'])).toBe(meant);
  });

  test('editDistance() counts insertions, deletions, changes and swaps', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', 'acb')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });
});

describe('stamp()', () => {
  test('is in UTC', () => {
    const at = Date.UTC(2026, 10, 24, 7, 5);
    expect([stamp(at, 'off'), stamp(at, 'time'), stamp(at, 'datetime')]).toEqual([
      '',
      '[07:05] ',
      '[2026-11-24 07:05] ',
    ]);
  });
});
