import { expect, test } from '@jest/globals';
import { Allowance } from '../src/passwords/allowance.ts';

test('Allowance.charge() takes a burst at once, then one at a time', () => {
  const allowance = new Allowance({ burst: 3, everyMs: 1_000 });
  for (let i = 0; i < 3; i += 1) {
    expect(allowance.waitMs('a', 0)).toBe(0);
    allowance.charge('a', 0);
  }
  expect(allowance.waitMs('a', 0)).toBe(1_000);
  expect(allowance.waitMs('a', 400)).toBe(600);
  expect(allowance.waitMs('a', 1_000)).toBe(0);
  expect(allowance.waitMs('b', 0)).toBe(0);
  allowance.charge('a', 1_000);
  expect(allowance.waitMs('a', 1_000)).toBe(1_000);
  expect(allowance.waitMs('a', 60_000)).toBe(0);
});

test('Allowance.waitMs() is bounded when the clock is set back', () => {
  const allowance = new Allowance({ burst: 3, everyMs: 1_000 });
  allowance.charge('a', 1_000_000);
  expect(allowance.waitMs('a', 0)).toBeLessThanOrEqual(1_000);
});

test('Allowance forgets the key that was charged longest ago', () => {
  const allowance = new Allowance({ burst: 1, everyMs: 1_000 }, { maxKeys: 2 });
  for (const key of ['a', 'b', 'a', 'c']) allowance.charge(key, 0);
  expect(allowance.size).toBe(2);
  expect([allowance.waitMs('a', 0) > 0, allowance.waitMs('b', 0)]).toEqual([true, 0]);
});
