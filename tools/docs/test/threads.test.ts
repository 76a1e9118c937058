import { expect, test } from '@jest/globals';
import { Examples } from './run-examples.ts';

const threads = new Examples('docs/threads.md');

test('there is a program for each of the five questions', () => {
  expect(threads.examples.map(({ name }) => name)).toEqual([
    'one-or-many.js',
    'thread-or-process.js',
    'start.js',
    'beside-a-crash.js',
    'visitors.js',
    'race.js',
  ]);
});

test.each(threads.examples)('$name prints what docs/threads.md says', async ({ name, output }) => {
  expect(await threads.run(name)).toBe(output);
});
