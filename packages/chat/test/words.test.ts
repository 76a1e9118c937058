import {
  formatDuration,
  formatEnd,
  formatTime,
  formatWait,
  parseDuration,
  splitDuration,
} from '../../../common/text/duration.ts';
import { describe, expect, test } from '@jest/globals';
import { editDistance, suggest } from '../../../common/text/suggest.ts';
import { stamp } from '../src/render/text-lines.ts';

describe('parseDuration()', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['7D', 604_800_000],
    ['2w', 1_209_600_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['1mo', 2_592_000_000],
    ['1y', 31_536_000_000],
    ['10min', 600_000],
    ['2 Hours', 7_200_000],
    ['0s', 0],
    ['', undefined],
    ['h', undefined],
    ['10', undefined],
    ['1.5h', undefined],
    ['-1h', undefined],
    ['1x', undefined],
    ['1constructor', undefined],
    ['1h30', undefined],
    ['99999999h', undefined],
  ])('reads %j as %p', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test('reads a number without a unit only with a default unit', () => {
    expect(parseDuration('20', { bareUnit: 's' })).toBe(20_000);
    expect(parseDuration('20m', { bareUnit: 's' })).toBe(1_200_000);
    expect(parseDuration('999999999999999', { bareUnit: 's' })).toBeUndefined();
  });
});

describe('splitDuration()', () => {
  test.each([
    ['1d', 86_400_000, ''],
    ['2h  flooding the room', 7_200_000, 'flooding the room'],
    ['2h 5m flooding', 7_500_000, 'flooding'],
    ['1h 2 warnings', 3_600_000, '2 warnings'],
    ['flooding for 2h', undefined, 'flooding for 2h'],
    ['3rd warning', undefined, '3rd warning'],
    ['', undefined, ''],
  ])('splits %j', (text, durationMs, rest) => {
    expect(splitDuration(text)).toEqual({ durationMs, rest });
  });

  test.each(['10', '10 flooding', '1.5h', '3x spam', '1.5hours'])(
    'does not treat a mistyped duration as a reason: %j',
    (text) => {
      const [first] = text.split(' ');
      expect(() => splitDuration(text)).toThrow(
        new RangeError(`Expected a duration such as 30m, 2h or 7d, got "${first}"`),
      );
    },
  );
});

describe('formatDuration()', () => {
  test.each([
    [-5, '0s'],
    [0, '0s'],
    [11_500, '12s'],
    [59_499, '59s'],
    [300_000, '5m'],
    [330_000, '5m 30s'],
    [3_599_000, '59m 59s'],
    [3_600_000, '1h'],
    [7_500_000, '2h 5m'],
    [86_400_000, '1d'],
    [86_405_000, '1d'],
    [100_000_000, '1d 3h'],
  ])('writes %d as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('writes durations that parseDuration() reads', () => {
    expect(parseDuration(formatDuration(7_500_000))).toBe(7_500_000);
  });
});

test('formatWait() rounds up to at least a second', () => {
  expect([0, 200, 1001, 60_000].map(formatWait)).toEqual(['1s', '1s', '2s', '1m']);
});

test('formatTime() and formatEnd() write a time in UTC', () => {
  const at = Date.UTC(2026, 10, 24, 7, 5, 59);
  expect(formatTime(at)).toBe('2026-11-24 07:05 UTC');
  expect([formatEnd(at), formatEnd(undefined)]).toEqual([
    'until 2026-11-24 07:05 UTC',
    'permanently',
  ]);
});

describe('suggest()', () => {
  test.each([
    ['hlep', 'help'],
    ['helo', 'help'],
    ['histroy', 'history'],
    ['hist', 'history'],
    ['WH', 'who'],
    ['xyzzy', undefined],
    ['bogus', undefined],
    ['h', undefined],
    ['', undefined],
  ])('returns for %s: %s', (typed, meant) => {
    expect(suggest(typed, ['help', 'history', 'who', 'logs'])).toBe(meant);
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
