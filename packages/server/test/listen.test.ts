import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { capacity, listen } from '../src/index.ts';
import { connected, join, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('by default, clients share threads beyond 8 per core, at least 16', async () => {
  const server = await start('echo');
  const { threads } = capacity();
  expect(threads).toBe(Math.max(16, 8 * availableParallelism()));
  expect(server.maxThreads).toBe(threads);
  await Promise.all(Array.from({ length: threads }, () => join(server)));
  await connected(server, threads);
  expect(server.connections().every(({ shared }) => !shared)).toBe(true);
  await (await join(server)).echo('one more');
  expect((await server.threads()).length).toBe(threads);
}, 120_000);

test('two hundred clients at once each get their exact echo from a thread of their own', async () => {
  const server = await start('echo', { maxThreads: 200 });
  const clients = await Promise.all(Array.from({ length: 200 }, () => join(server)));
  await Promise.all(clients.map((client, index) => client.echo(`client ${index} `.repeat(1000))));

  await connected(server, 200);
  const connections = server.connections();
  expect(new Set(connections.map(({ threadId }) => threadId)).size).toBe(200);
  expect(connections.every(({ shared }) => !shared)).toBe(true);
}, 180_000);

test("a handler's context has the client, the data and the services", async () => {
  const { port1, port2 } = new MessageChannel();
  const server = await start('greet', { data: { motd: ['hello'] }, services: { hub: port2 } });
  const client = await join(server);
  const told = JSON.parse(await client.line()) as Record<string, unknown>;
  port1.close();

  await connected(server, 1);
  const [connection] = server.connections();
  expect(told).toEqual({
    id: 1,
    remoteAddress: '127.0.0.1',
    secure: false,
    threadId: connection?.threadId,
    data: { motd: ['hello'] },
    services: ['hub'],
  });
});

test('each client thread has its own port to a service, which closes when the thread ends', async () => {
  const { port1: entry, port2 } = new MessageChannel();
  let count = 0;
  const ends: Promise<unknown>[] = [];
  entry.on('message', ({ type, port }: { type: string; port: MessagePort }) => {
    if (type !== 'client-thread') return;
    ends.push(once(port as unknown as NodeJS.EventEmitter, 'close'));
    (port as unknown as NodeJS.EventEmitter).on('message', () => port.postMessage((count += 1)));
  });
  const server = await start('service', { services: { counter: port2 } });
  const [one, two] = await Promise.all([join(server), join(server)]);
  one.socket.write('?');
  expect(await one.line()).toBe('1');
  two.socket.write('?');
  expect(await two.line()).toBe('2');

  await server.close({ graceMs: 0 });
  await Promise.all(ends);
  entry.close();
});

test.each([
  [{ port: 65_536 }, 'Expected `port` to be a whole number from 0 to 65535, got 65536'],
  [{ port: 1.5 }, 'Expected `port` to be a whole number from 0 to 65535, got 1.5'],
  [{ maxThreads: 0 }, 'Expected `maxThreads` to be a whole number of at least 1, got 0'],
  [{ maxConnections: -1 }, 'Expected `maxConnections` to be a whole number of at least 1, got -1'],
  [{ refusal: 'two\nlines' }, "Expected `refusal` to be one line of text, got 'two\\nlines'"],
  [
    { idleTimeoutMs: 2 ** 31 },
    'Expected `idleTimeoutMs` to be a whole number from 0 to 2147483647, got 2147483648',
  ],
])('listen() refuses %p', async (options, message) => {
  await expect(start('echo', options)).rejects.toThrow(message);
});

test('listen() rejects more threads than the machine allows, before the process would abort', async () => {
  await expect(start('echo', { maxThreads: 1_000_000 })).rejects.toMatchObject({
    code: 'ERR_SERVER_CAPACITY',
  });
});

test('listen() names the port that is in use, and leaves nothing behind', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const threads = activeThreads();
  await expect(start('echo', { port })).rejects.toMatchObject({
    code: 'ERR_SERVER_ADDRESS_IN_USE',
    message: `Cannot listen on 127.0.0.1:${port}: the port is in use`,
  });
  await settlesAt(threads);
  other.close();
});

test('listen() rejects an address of another machine', async () => {
  await expect(start('echo', { host: '192.0.2.1' })).rejects.toMatchObject({
    code: 'ERR_SERVER_LISTEN',
  });
});

test.each([
  ['broken', 'broken on purpose'],
  ['no-function', 'Expected its default export to be a function, got string'],
  ['not-there', 'Cannot find module'],
  ['exits', 'the thread exited with code 3'],
])(
  'listen() rejects if the handler %s does not load, and leaves nothing behind',
  async (handler, message) => {
    const threads = activeThreads();
    await expect(start(handler)).rejects.toMatchObject({
      code: 'ERR_SERVER_HANDLER',
      message: expect.stringContaining(message),
    });
    await settlesAt(threads);
  },
);

test('listen() rejects if the handler does not load in time', async () => {
  await expect(start('never-loads', { startTimeoutMs: 300 })).rejects.toMatchObject({
    code: 'ERR_SERVER_HANDLER',
    message: expect.stringContaining('not loaded within 300 ms'),
  });
});

test('a handler path or package is resolved from the working directory', async () => {
  const path = new URL('./handlers/echo.ts', import.meta.url).pathname;
  await using server = await listen({ handler: path });
  const client = await join(server);
  await client.echo('by path');
  client.destroy();
});

/** A port that was closed is gone a few turns of the event loop later. */
async function settlesAt(threads: number): Promise<void> {
  for (let turn = 0; turn < 1000 && activeThreads() > threads; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(activeThreads()).toBeLessThanOrEqual(threads);
}

function activeThreads(): number {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => kind === 'Worker' || kind === 'MessagePort').length;
}
