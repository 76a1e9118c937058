import { expect, test } from '@jest/globals';
import { eventOutbox } from '../src/listener/events.ts';
import type { BatchItem } from '../src/protocol.ts';
import { Outbox } from '../src/outbox.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('Outbox sends the items of one turn as one batch, and the next batch only after it is acknowledged', async () => {
  const batches: number[][] = [];
  const outbox = new Outbox<number>({ send: (batch) => batches.push(batch), maxItems: 10 });
  outbox.push(1);
  outbox.push(2);
  await turn();
  outbox.push(3);
  await turn();
  outbox.push(4);
  expect(batches).toEqual([[1, 2]]);
  outbox.acknowledge();
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
  outbox.acknowledge();
  outbox.push(5);
  await turn();
  expect(batches.at(-1)).toEqual([5]);
});

test('Outbox with a delay sends the items of several turns together', async () => {
  const sent = Promise.withResolvers<number[]>();
  const outbox = new Outbox<number>({ send: sent.resolve, delayMs: 50, maxItems: 10 });
  outbox.push(1);
  await turn();
  outbox.push(2);
  await turn();
  outbox.push(3);
  expect(await sent.promise).toEqual([1, 2, 3]);
});

test('Outbox drops and counts items when it is full', () => {
  const outbox = new Outbox<number>({ send: () => {}, maxItems: 3 });
  for (let item = 0; item < 10; item += 1) outbox.push(item);
  expect(outbox.takeDropped()).toBe(7);
  expect(outbox.takeDropped()).toBe(0);
});

test('Outbox keeps mustKeep items even when it is full', async () => {
  const batches: number[][] = [];
  const outbox = new Outbox<number>({
    send: (batch) => batches.push(batch),
    maxItems: 3,
    mustKeep: (item) => item % 2 === 0,
  });
  for (let item = 0; item < 10; item += 1) outbox.push(item);
  await turn();
  expect(batches).toEqual([[0, 1, 2, 4, 6, 8]]);
});

test('eventOutbox() removes clients that came and went while the main thread was blocked, and keeps present ones', () => {
  const batches: BatchItem[][] = [];
  const outbox = eventOutbox((items) => batches.push(items));
  outbox.push({ type: 'pause' });
  outbox.flush();
  // The first batch is not acknowledged: main is blocked while a hundred thousand clients pass by.
  for (let id = 1; id <= 100_000; id += 1) {
    outbox.push(came(id));
    if (id % 1000 !== 0) outbox.push(went(id));
  }
  outbox.acknowledge();
  const second = batches[1] ?? [];
  expect(second.length).toBeLessThan(20_000);
  const here = new Set<number>();
  for (const item of second) {
    if (item.type === 'connection') here.add(item.id);
    if (item.type === 'disconnect') expect(here.delete(item.id)).toBe(true);
  }
  expect([...here]).toEqual(Array.from({ length: 100 }, (_, index) => (index + 1) * 1000));
});

function came(id: number): BatchItem {
  const counters = new SharedArrayBuffer(8);
  return {
    type: 'connection',
    id,
    remoteAddress: '127.0.0.1',
    remotePort: 1,
    threadId: 1,
    shared: false,
    connectedAt: 0,
    counters,
  };
}

function went(id: number): BatchItem {
  return {
    type: 'disconnect',
    id,
    remoteAddress: '127.0.0.1',
    remotePort: 1,
    threadId: 1,
    reason: 'end',
    durationMs: 1,
    bytesIn: 0,
    bytesOut: 0,
  };
}
