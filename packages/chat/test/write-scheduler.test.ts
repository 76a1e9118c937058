import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { WriteScheduler } from '../src/thread/write-scheduler.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A pace whose writing takes as long as told; returns when each writing began. */
function paced() {
  const began: number[] = [];
  const writing = { takesMs: 0 };
  const pace = new WriteScheduler(
    () => {
      began.push(performance.now());
      jest.advanceTimersByTime(writing.takesMs);
    },
    () => performance.now(),
  );
  const origin = performance.now();
  return { pace, writing, began: () => began.map((at) => at - origin) };
}

test('a pause is as long as the writing before it, and what is asked for meanwhile is one writing', () => {
  const { pace, writing, began } = paced();
  writing.takesMs = 4;
  pace.schedule();
  writing.takesMs = 0;
  pace.schedule();
  pace.schedule();
  expect(began()).toEqual([0]);
  jest.advanceTimersByTime(10);
  expect(began()).toEqual([0, 8]);
});

test('no pause is longer than 20 ms', () => {
  const { pace, writing, began } = paced();
  writing.takesMs = 500;
  pace.schedule();
  writing.takesMs = 0;
  pace.schedule();
  jest.advanceTimersByTime(30);
  expect(began()).toEqual([0, 520]);
});

test('after a pause that nobody minded, writing is at once', () => {
  const { pace, writing, began } = paced();
  writing.takesMs = 4;
  pace.schedule();
  jest.advanceTimersByTime(4);
  pace.schedule();
  expect(began()).toEqual([0, 8]);
});
