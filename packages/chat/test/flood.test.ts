import { describe, expect, test } from '@jest/globals';
import { checkFlood, defaultFlood } from '../src/flood.ts';
import { FloodBudgets } from '../src/hub/flood-budgets.ts';
import { TokenBucket } from '../src/token-bucket.ts';

describe('TokenBucket', () => {
  test('allows its burst at once, then its refill rate', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 2 }, 0);
    for (let line = 0; line < 10; line += 1) expect(bucket.take(0)).toBe(0);
    expect(bucket.take(0)).toBe(500);
    expect(bucket.take(500)).toBe(0);
    expect(bucket.take(500)).toBe(500);
    expect(bucket.take(1500)).toBe(0);
    expect(bucket.take(1500)).toBe(0);
    expect(bucket.take(1500)).toBe(500);
  });

  test('saves up no more than the burst', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 2 }, 0);
    for (let line = 0; line < 10; line += 1) expect(bucket.take(1_000_000)).toBe(0);
    expect(bucket.take(1_000_000)).toBe(500);
  });

  test('charge() goes into debt, which is refilled first; lower() reduces the level', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 2 }, 0);
    expect(bucket.charge(0, 14)).toBe(-4);
    expect(bucket.take(0)).toBe(2500);
    expect(bucket.take(2500)).toBe(0);
    bucket.lower(2500, 5);
    expect(bucket.level(2500)).toBe(0);
    bucket.lower(12_500, 1);
    expect(bucket.level(12_500)).toBe(1);
  });

  test('makes a cost above the burst wait for a full bucket', () => {
    const bucket = new TokenBucket({ burst: 10, perSecond: 2 }, 0);
    expect(bucket.take(0, 30)).toBe(0);
    expect(bucket.take(0)).toBe(10_500);
  });
});

describe('FloodBudgets', () => {
  const anna = { account: 'Anna', address: '192.0.2.7', guest: false };

  test('gives an account one budget, case-insensitively, and its address another', () => {
    const budgets = new FloodBudgets(defaultFlood);
    const [account, address] = budgets.of(anna, 0);
    const other = budgets.of({ ...anna, account: 'ANNA', address: '192.0.2.8' }, 0);
    expect(other[0]).toBe(account);
    expect(other[1]).not.toBe(address);
    expect(budgets.of({ ...anna, account: 'bea' }, 0)[1]).toBe(address);
  });

  test.each([
    ['2001:db8::1', '2001:db8:0:0:ffff::2', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['::ffff:192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
  ])('lets guests at %s and %s share a budget: %p', (one, other, shared) => {
    const budgets = new FloodBudgets(defaultFlood);
    const of = (address: string) => budgets.of({ account: 'Guest-1', address, guest: true }, 0);
    expect(of(one)).toHaveLength(1);
    expect(of(one)[0] === of(other)[0]).toBe(shared);
  });

  test('charges only the account on loopback, and a guest to its address', () => {
    const budgets = new FloodBudgets(defaultFlood);
    expect(budgets.of({ ...anna, address: '127.0.0.1' }, 0)).toHaveLength(1);
    expect(budgets.of({ ...anna, address: '::1', guest: true }, 0)).toHaveLength(1);
  });

  test('returns no budgets while the limits are off, and new ones after a change', () => {
    const budgets = new FloodBudgets('off');
    expect(budgets.of(anna, 0)).toEqual([]);
    budgets.limits = defaultFlood;
    budgets.of(anna, 0)[0]?.bucket('talk', 0).charge(0, 10);
    expect(budgets.of(anna, 0)[0]?.levels(0)).toEqual({ talk: 0 });
    budgets.limits = { ...defaultFlood, burst: 5 };
    expect(budgets.of(anna, 0)[0]?.bucket('talk', 0).level(0)).toBe(5);
  });

  test('removes full budgets and keeps those in use', () => {
    const budgets = new FloodBudgets(defaultFlood);
    const busy = budgets.of(anna, 0);
    for (let index = 0; index < 5000; index += 1) {
      busy[0]?.bucket('talk', index).charge(index);
      const [budget] = budgets.of({ ...anna, account: `a${index}`, address: '::1' }, index);
      budget?.bucket('talk', index).charge(index);
    }
    expect(budgets.size).toBeLessThan(3001);
    expect(budgets.of(anna, 5000)[0]).toBe(busy[0]);
  });
});

describe('checkFlood()', () => {
  test('rejects a burst that would allow no line', () => {
    expect(() => checkFlood({ ...defaultFlood, burst: 0.5 })).toThrow(
      'Expected `burst` to be a number from 1 to 1000000, got 0.5',
    );
    expect(checkFlood({ ...defaultFlood, burst: 1, perSecond: 0.1 }).burst).toBe(1);
  });

  test.each([0, -1, NaN, 2_000_000])('refuses %d lines', (burst) => {
    expect(() => checkFlood({ ...defaultFlood, burst })).toThrow(
      `Expected \`burst\` to be a number from 1 to 1000000, got ${burst}`,
    );
  });
});
