import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { WriteScheduler } from '../src/thread/write-scheduler.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Creates a scheduler whose writes take the given time; returns the start time of each write. */
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

test('WriteScheduler pauses as long as the previous write, and combines writes requested meanwhile', () => {
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

test('WriteScheduler pauses for at most 20 ms', () => {
  const { pace, writing, began } = paced();
  writing.takesMs = 500;
  pace.schedule();
  writing.takesMs = 0;
  pace.schedule();
  jest.advanceTimersByTime(30);
  expect(began()).toEqual([0, 520]);
});

test('WriteScheduler writes immediately after an idle pause', () => {
  const { pace, writing, began } = paced();
  writing.takesMs = 4;
  pace.schedule();
  jest.advanceTimersByTime(4);
  pace.schedule();
  expect(began()).toEqual([0, 8]);
});
