import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatTime, parseTime } from '../src/file/time.ts';

const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

test('parseTime() of formatTime() gives every time back, and agrees with Date.parse', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastMoment }), (at) => {
      expect(parseTime(formatTime(at))).toBe(at);
      expect(Date.parse(formatTime(at))).toBe(at);
    }),
  );
});

test.each([
  '2026-02-29T00:00:00.000Z',
  '2100-02-29T00:00:00.000Z',
  '2026-04-31T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  '2026-00-01T00:00:00.000Z',
  '2026-01-00T00:00:00.000Z',
  '2026-01-32T00:00:00.000Z',
  '2026-01-01T24:00:00.000Z',
  '2026-01-01T00:60:00.000Z',
  '2026-01-01T00:00:60.000Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.000',
  '2026-01-01 00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00.000Z',
  '',
])('parseTime() refuses %j', (text) => {
  expect(() => parseTime(text)).toThrow(SyntaxError);
});

test('parseTime() knows leap years', () => {
  expect(parseTime('2028-02-29T00:00:00.000Z')).toBe(Date.UTC(2028, 1, 29));
  expect(parseTime('2000-02-29T00:00:00.000Z')).toBe(Date.UTC(2000, 1, 29));
});
