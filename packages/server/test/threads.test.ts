import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadInfo, ThreadedServer } from '../src/index.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('beyond maxThreads, clients share one thread per core evenly, other threads stay dedicated, and no client is refused', async () => {
  const cores = availableParallelism();
  const server = await start('echo', { maxThreads: cores + 2 });
  const clients = await Promise.all(Array.from({ length: 2 + 10 * cores }, () => join(server)));
  await Promise.all(clients.map((client, index) => client.echo(`client ${index}`)));
  await connected(server, clients.length);
  const threads = await server.threads();
  const sizes = threads.map(({ connectionIds }) => connectionIds.length).sort((a, b) => a - b);
  expect(sizes).toEqual([1, 1, ...Array<number>(cores).fill(10)]);
  expect(threads.filter(({ state }) => state === 'dedicated')).toHaveLength(2);
  expect(threads.filter(({ state }) => state === 'shared')).toHaveLength(cores);
});

test('a thread that is still healthy serves the next client', async () => {
  const server = await start('misbehave', { spareThreads: 1, maxThreads: 1 });
  const first = await threadOfOneClient(server, 'hello');
  expect(await threadOfOneClient(server, 'hello')).toBe(first);
});

test('with reuseThreads off, each client gets a new thread', async () => {
  const server = await start('misbehave', { spareThreads: 1, maxThreads: 2, reuseThreads: false });
  const threads = new Set<number>();
  for (let count = 0; count < 5; count += 1) threads.add(await threadOfOneClient(server, 'hello'));
  expect(threads.size).toBe(5);
});

test('a thread in which a client left a timer serves no other client', async () => {
  const server = await start('misbehave', { spareThreads: 1, maxThreads: 1 });
  const first = await threadOfOneClient(server, 'left-behind');
  expect(await threadOfOneClient(server, 'hello')).not.toBe(first);
});

test("retire() keeps the thread's clients, accepts no others, and ends the thread with the last one", async () => {
  const server = await start('misbehave', { spareThreads: 1, maxThreads: 1 });
  const crashes: unknown[] = [];
  server.on('crash', (crash) => crashes.push(crash));
  const [one, two] = [await join(server), await join(server)];
  one.socket.write('retire');
  await one.bytes('retired'.length);
  await two.echo('hello');
  const [before] = await server.threads();
  const three = await join(server);
  const answer = three.echo('hello');
  await two.echo('still here');
  // Beyond the budget by one: nobody waits for clients that may stay for ever.
  await answer;
  await connected(server, 3);
  const placed = server.connections().map(({ threadId }) => threadId === before?.threadId);
  expect(placed).toEqual([true, true, false]);
  one.destroy();
  two.destroy();
  await eventually(async () => (await server.status()).threads, 1);
  expect(crashes).toEqual([]);
});

test('spareThreads are kept, and other idle threads end', async () => {
  const server = await start('echo', { spareThreads: 1, idleThreadTimeoutMs: 20 });
  const clients = await Promise.all(Array.from({ length: 5 }, () => join(server)));
  await Promise.all(clients.map((client) => client.echo('hello')));
  expect((await server.status()).threads).toBeGreaterThanOrEqual(5);
  for (const client of clients) client.destroy();
  await eventually(async () => (await server.status()).threads, 1);
  const [thread] = await server.threads();
  expect(thread).toMatchObject({ state: 'idle', connectionIds: [] });
});

test('at most one thread per core starts at a time', async () => {
  const server = await start('echo', { maxThreads: 30 });
  const clients = await Promise.all(Array.from({ length: 30 }, () => join(server)));
  let most = 0;
  const served = Promise.all(clients.map((client) => client.echo('hello')));
  let done = false;
  void served.then(() => (done = true));
  while (!done) {
    const starting = (await server.threads()).filter(
      ({ cpuMs, served: clientsHad }) => cpuMs === 0 && clientsHad > 0,
    );
    most = Math.max(most, starting.length);
  }
  await served;
  const { availableParallelism } = await import('node:os');
  expect(most).toBeLessThanOrEqual(availableParallelism());
});

test('threads() returns CPU, heap and utilization of each thread, and does not wait for a blocked one', async () => {
  const server = await start('misbehave', { hangTimeoutMs: 0, spareThreads: 0 });
  const client = await join(server);
  await client.echo('hello');
  client.socket.write('loop');
  let stuck: ThreadInfo | undefined;
  // Busy for a whole period of the heartbeat.
  while ((stuck?.utilization ?? 0) < 1) [stuck] = await server.threads();
  expect(stuck).toMatchObject({ state: 'dedicated', connectionIds: [1], served: 1 });
  expect(stuck?.cpuMs).toBeGreaterThan(0);
  expect(stuck?.heapUsedBytes).toBeGreaterThan(1_000_000);
  expect(stuck?.heapLimitBytes).toBeGreaterThan(64 * 2 ** 20);
});

test('connections() returns the bytes of a client whose thread is in an endless loop', async () => {
  const server = await start('misbehave', { hangTimeoutMs: 0 });
  const client = await join(server);
  await client.echo('12345');
  await connected(server, 1);
  client.socket.write('loop');
  let [connection] = server.connections();
  while (connection?.bytesIn === 5) {
    await server.status();
    [connection] = server.connections();
  }
  expect(connection).toMatchObject({
    id: 1,
    bytesIn: 9,
    bytesOut: 5,
    unsentBytes: 0,
    shared: false,
  });
});

test("a handler's log() emits an event with thread and client", async () => {
  const server = await start('misbehave');
  const client = await join(server);
  await connected(server, 1);
  const logged = next(server, 'log');
  client.socket.write('log');
  const [connection] = server.connections();
  expect(await logged).toMatchObject({
    level: 'warn',
    message: 'said by the client',
    connectionId: connection?.id,
    threadId: connection?.threadId,
    fields: { size: 3 },
  });
});

/** Lets one client come, say something and go; returns the thread it had. */
async function threadOfOneClient(server: ThreadedServer, word: string): Promise<number> {
  const came = next(server, 'connection');
  const client = await join(server);
  const { threadId } = await came;
  const gone = next(server, 'disconnect');
  if (word === 'left-behind') client.socket.write(word);
  else await client.echo(word);
  client.socket.end();
  await gone;
  return threadId;
}

async function eventually(read: () => Promise<number>, wanted: number): Promise<void> {
  while ((await read()) !== wanted) await new Promise((resolve) => setImmediate(resolve));
}
