import { expect, test } from '@jest/globals';
import { LoginThrottle, type Attempt } from '../src/passwords/login-throttle.ts';

const at = (address: string, key = 'alice', known = false): Attempt => ({ address, key, known });

/** Fails whenever it is let, for a time; how often that was. */
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

test('LoginThrottle.check() refuses with the time to wait', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 6; i += 1) throttle.failed(at('10.0.0.1'), 0);
  expect(() => throttle.check(at('10.0.0.1'), 500)).toThrow(
    expect.objectContaining({ code: 'ERR_AUTH_THROTTLED', retryAfterMs: 1_500 }),
  );
  expect(() => throttle.check(at('10.0.0.1'), 2_000)).not.toThrow();
});

test('LoginThrottle.check() holds one address to a few guesses an hour, over all names', () => {
  const names = Array.from({ length: 50 }, (_, index) => at('10.0.0.1', `name${index}`));
  expect(guess(new LoginThrottle(), names, 2 * hour)).toBeLessThan(30);
});

test('LoginThrottle.check() holds all addresses together to two guesses a minute at one name', () => {
  const many = Array.from({ length: 200 }, (_, index) => at(`10.0.1.${index}`));
  expect(guess(new LoginThrottle(), many, hour)).toBeLessThan(60 * 2 + 12);
});

test('LoginThrottle.check() counts a whole IPv6 /64 as one address', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 8; i += 1) throttle.failed(at(`2001:db8::${i}`, `name${i}`), 0);
  expect(throttle.waitMs(at('2001:db8::ffff', 'other'), 0)).toBeGreaterThan(0);
  expect(throttle.waitMs(at('2001:db8:0:1::1', 'other'), 0)).toBe(0);
});

test('LoginThrottle.check() lets the owner in from a known address while others guess', () => {
  const throttle = new LoginThrottle();
  const many = Array.from({ length: 200 }, (_, index) => at(`10.0.1.${index}`));
  guess(throttle, many, hour);
  expect(throttle.waitMs(at('10.0.0.9', 'alice', true), hour)).toBe(0);
});

test('LoginThrottle.check() lets the owner in at a known address whose neighbours fail', () => {
  const throttle = new LoginThrottle();
  const neighbours = Array.from({ length: 50 }, (_, index) => at('10.0.0.9', `name${index}`));
  guess(throttle, neighbours, hour);
  expect(throttle.waitMs(at('10.0.0.9', 'alice'), hour)).toBeGreaterThan(0);
  expect(throttle.waitMs(at('10.0.0.9', 'alice', true), hour)).toBe(0);
});

test('LoginThrottle.check() holds a known address to two guesses a minute at its name', () => {
  expect(guess(new LoginThrottle(), [at('10.0.0.9', 'alice', true)], hour)).toBeLessThan(132);
});

test('LoginThrottle.check() lets the owner in from anywhere within 30 s of a single guesser', () => {
  const throttle = new LoginThrottle();
  guess(throttle, [at('10.0.1.1')], 2 * hour);
  let now = 2 * hour;
  let waited = 0;
  // The guesser goes on, and even comes first each time.
  while (throttle.waitMs(at('10.0.0.9'), now) > 0) {
    if (throttle.waitMs(at('10.0.1.1'), now) === 0) throttle.failed(at('10.0.1.1'), now);
    now += 500;
    waited += 500;
  }
  expect(waited).toBeLessThanOrEqual(30_000);
});

test('LoginThrottle.check() never slows down loopback as an address, only its names', () => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < 20; i += 1) throttle.failed(at('127.0.0.1', 'alice'), 0);
  expect(throttle.waitMs(at('127.0.0.1', 'bob'), 0)).toBe(0);
  expect(throttle.waitMs(at('127.0.0.1', 'alice'), 0)).toBe(30_000);
  expect(throttle.waitMs(at('127.0.0.1', 'alice', true), 0)).toBe(30_000);
});
