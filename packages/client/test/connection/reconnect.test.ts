import { describe, expect, test } from '@jest/globals';
import { Backoff } from '../../src/chat/reconnect.ts';

describe('Backoff', () => {
  test('doubles the delay each time up to a maximum, and half of it is random', () => {
    const most = new Backoff({ initialDelayMs: 100, maxDelayMs: 1000 }, () => 1);
    expect(Array.from({ length: 6 }, () => most.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    const least = new Backoff({ initialDelayMs: 100, maxDelayMs: 1000 }, () => 0);
    expect(Array.from({ length: 5 }, () => least.next())).toEqual([50, 100, 200, 400, 500]);
  });

  test('gives up after the maximum number of attempts, and starts over after a stable connection', () => {
    const backoff = new Backoff({ maxAttempts: 2 }, () => 0);
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([250, 500, undefined]);
    backoff.connectionEnded(9_999);
    expect(backoff.next()).toBeUndefined();
    backoff.connectionEnded(10_000);
    expect(backoff.next()).toBe(250);
  });
});
