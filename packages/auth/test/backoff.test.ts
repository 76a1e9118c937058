import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from '../src/passwords/backoff.ts';

const options = { free: 3, baseMs: 1_000, maxMs: 60_000, forgetMs: 600_000 };

test('Backoff.waitMs() is nothing at first, then doubles up to the longest wait', () => {
  const backoff = new Backoff(options);
  const waits: number[] = [];
  for (let failures = 0; failures < 12; failures += 1) {
    waits.push(backoff.waitMs('a', 0));
    backoff.fail('a', 0);
  }
  expect(waits).toEqual([0, 0, 0, 1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3, 60e3]);
  expect(backoff.waitMs('b', 0)).toBe(0);
});

test('Backoff.waitMs() counts down, and forgets after a quiet time', () => {
  const backoff = new Backoff(options);
  for (let failures = 0; failures < 4; failures += 1) backoff.fail('a', 1_000);
  expect(backoff.waitMs('a', 1_500)).toBe(1_500);
  expect(backoff.waitMs('a', 3_000)).toBe(0);
  backoff.fail('a', 700_000);
  expect(backoff.waitMs('a', 700_000)).toBe(0);
});

test('Backoff.waitMs() never exceeds the longest wait, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 40 }), fc.integer(), (times, now) => {
      const backoff = new Backoff(options);
      for (const time of times) backoff.fail('a', time);
      const wait = backoff.waitMs('a', now);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(options.maxMs);
    }),
  );
});

test('Backoff.fail() forgets the longest quiet key when there are too many', () => {
  const backoff = new Backoff({ ...options, free: 1 }, { maxKeys: 3 });
  for (const key of ['a', 'b', 'c']) backoff.fail(key, 0);
  backoff.fail('a', 1);
  backoff.fail('d', 2);
  expect(backoff.size).toBe(3);
  expect(backoff.waitMs('b', 2)).toBe(0);
  expect(backoff.waitMs('a', 2)).toBeGreaterThan(0);
});
