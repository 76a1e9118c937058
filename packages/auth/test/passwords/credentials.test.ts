import { expect, test } from '@jest/globals';
import { TaskLimit } from '../../src/passwords/credentials.ts';

test('TaskLimit.run() runs two tasks at once, queues others in order, and rejects when the queue is full', async () => {
  const gate = new TaskLimit(2, 2);
  const started: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const runs = ends.map(({ promise }, index) =>
    gate.run(async () => {
      started.push(index);
      await promise;
      return index;
    }),
  );
  await expect(gate.run(() => Promise.resolve(9))).rejects.toMatchObject({ code: 'ERR_AUTH_BUSY' });
  expect(started).toEqual([0, 1]);
  ends[1]?.resolve();
  expect(await runs[1]).toBe(1);
  expect(started).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3]);
  expect(await gate.run(() => Promise.resolve(5))).toBe(5);
});

test('TaskLimit.run() continues after a failed task', async () => {
  const gate = new TaskLimit(1, 5);
  const failed = gate.run(() => Promise.reject(new Error('no')));
  const next = gate.run(() => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('TaskLimit.close() rejects queued tasks, and running ones finish', async () => {
  const gate = new TaskLimit(1, 5);
  const end = Promise.withResolvers<string>();
  const running = gate.run(() => end.promise);
  const waiting = gate.run(() => Promise.resolve('never'));
  gate.close();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_AUTH_CLOSED' });
  await expect(gate.run(() => Promise.resolve(1))).rejects.toMatchObject({
    code: 'ERR_AUTH_CLOSED',
  });
  end.resolve('done');
  expect(await running).toBe('done');
});
