import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  Allowance,
  type Attempt,
  Backoff,
  LoginThrottle,
} from '../../src/passwords/login-throttle.ts';

const at = (address: string, key = 'alice', known = false): Attempt => ({ address, key, known });

/** Counts how many failing attempts are allowed in a period. */
function guess(throttle: LoginThrottle, attempts: Attempt[], forMs: number): number {
  let guesses = 0;
  for (let now = 0; now < forMs; now += 500) {
    for (const attempt of attempts) {
      if (throttle.waitMs(attempt, now) > 0) continue;
      throttle.failed(attempt, now);
      guesses += 1;
    }
  }
  return guesses;
}

const hour = 3_600_000;

test('LoginThrottle.check() throws with the time to wait', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 6; i += 1) throttle.failed(at('10.0.0.1'), 0);
  expect(() => throttle.check(at('10.0.0.1'), 500)).toThrow(
    expect.objectContaining({ code: 'ERR_AUTH_THROTTLED', retryAfterMs: 1_500 }),
  );
  expect(() => throttle.check(at('10.0.0.1'), 2_000)).not.toThrow();
});

test('LoginThrottle.check() allows one address a few guesses an hour over all names', () => {
  const names = Array.from({ length: 50 }, (_, index) => at('10.0.0.1', `name${index}`));
  expect(guess(new LoginThrottle(), names, 2 * hour)).toBeLessThan(30);
});

test('LoginThrottle.check() allows all addresses together two guesses a minute at one name', () => {
  const many = Array.from({ length: 200 }, (_, index) => at(`10.0.1.${index}`));
  expect(guess(new LoginThrottle(), many, hour)).toBeLessThan(60 * 2 + 12);
});

test('LoginThrottle.check() counts a whole IPv6 /64 as one address', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 8; i += 1) throttle.failed(at(`2001:db8::${i}`, `name${i}`), 0);
  expect(throttle.waitMs(at('2001:db8::ffff', 'other'), 0)).toBeGreaterThan(0);
  expect(throttle.waitMs(at('2001:db8:0:1::1', 'other'), 0)).toBe(0);
});

test('LoginThrottle.check() allows the owner at a known address while others guess', () => {
  const throttle = new LoginThrottle();
  const many = Array.from({ length: 200 }, (_, index) => at(`10.0.1.${index}`));
  guess(throttle, many, hour);
  expect(throttle.waitMs(at('10.0.0.9', 'alice', true), hour)).toBe(0);
});

test('LoginThrottle.check() allows the owner at a known address where others fail', () => {
  const throttle = new LoginThrottle();
  const neighbours = Array.from({ length: 50 }, (_, index) => at('10.0.0.9', `name${index}`));
  guess(throttle, neighbours, hour);
  expect(throttle.waitMs(at('10.0.0.9', 'alice'), hour)).toBeGreaterThan(0);
  expect(throttle.waitMs(at('10.0.0.9', 'alice', true), hour)).toBe(0);
});

test('LoginThrottle.check() allows a known address two guesses a minute at its name', () => {
  expect(guess(new LoginThrottle(), [at('10.0.0.9', 'alice', true)], hour)).toBeLessThan(132);
});

test('LoginThrottle.check() allows the owner from any address within 30 s of a single guesser', () => {
  const throttle = new LoginThrottle();
  guess(throttle, [at('10.0.1.1')], 2 * hour);
  let now = 2 * hour;
  let waited = 0;
  // The guesser continues, and is first each time.
  while (throttle.waitMs(at('10.0.0.9'), now) > 0) {
    if (throttle.waitMs(at('10.0.1.1'), now) === 0) throttle.failed(at('10.0.1.1'), now);
    now += 500;
    waited += 500;
  }
  expect(waited).toBeLessThanOrEqual(30_000);
});

test('LoginThrottle.check() throttles loopback by name only', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 20; i += 1) throttle.failed(at('127.0.0.1', 'alice'), 0);
  expect(throttle.waitMs(at('127.0.0.1', 'bob'), 0)).toBe(0);
  expect(throttle.waitMs(at('127.0.0.1', 'alice'), 0)).toBe(30_000);
  expect(throttle.waitMs(at('127.0.0.1', 'alice', true), 0)).toBe(30_000);
});

const options = { free: 3, baseMs: 1_000, maxMs: 60_000, forgetMs: 600_000 };

test('Backoff.waitMs() is 0 at first, then doubles up to the longest wait', () => {
  const backoff = new Backoff(options);
  const waits: number[] = [];
  for (let failures = 0; failures < 12; failures += 1) {
    waits.push(backoff.waitMs('a', 0));
    backoff.fail('a', 0);
  }
  expect(waits).toEqual([0, 0, 0, 1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3, 60e3]);
  expect(backoff.waitMs('b', 0)).toBe(0);
});

test('Backoff.waitMs() counts down, and failures are forgotten after a while', () => {
  const backoff = new Backoff(options);
  for (let failures = 0; failures < 4; failures += 1) backoff.fail('a', 1_000);
  expect(backoff.waitMs('a', 1_500)).toBe(1_500);
  expect(backoff.waitMs('a', 3_000)).toBe(0);
  backoff.fail('a', 700_000);
  expect(backoff.waitMs('a', 700_000)).toBe(0);
});

test('Backoff.waitMs() never exceeds the longest wait, even if the clock jumps', () => {
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

test('Backoff.fail() forgets the key that failed longest ago when there are too many', () => {
  const backoff = new Backoff({ ...options, free: 1 }, { maxKeys: 3 });
  for (const key of ['a', 'b', 'c']) backoff.fail(key, 0);
  backoff.fail('a', 1);
  backoff.fail('d', 2);
  expect(backoff.size).toBe(3);
  expect(backoff.waitMs('b', 2)).toBe(0);
  expect(backoff.waitMs('a', 2)).toBeGreaterThan(0);
});

test('Allowance.charge() allows a burst, then one at a time', () => {
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

test('Allowance forgets the key charged longest ago', () => {
  const allowance = new Allowance({ burst: 1, everyMs: 1_000 }, { maxKeys: 2 });
  for (const key of ['a', 'b', 'a', 'c']) allowance.charge(key, 0);
  expect(allowance.size).toBe(2);
  expect([allowance.waitMs('a', 0) > 0, allowance.waitMs('b', 0)]).toEqual([true, 0]);
});
