import { expect, test } from '@jest/globals';
import { Examples } from './run-examples.ts';

const threads = new Examples('docs/threads.md');

test('docs/threads.md has a program for each question', () => {
  expect(threads.examples.map(({ name }) => name)).toEqual([
    'one-or-many.js',
    'thread-or-process.js',
    'start.js',
    'beside-a-crash.js',
    'visitors.js',
    'race.js',
  ]);
});

test.each(threads.examples)(
  '$name prints the output shown in docs/threads.md',
  async ({ name, output }) => {
    expect(await threads.run(name)).toBe(output);
  },
);
