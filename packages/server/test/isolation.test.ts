import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import type { Client } from './support/client.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

describe('beside fifty others who notice nothing', () => {
  test.each([
    ['loops for ever', 'loop', 'unresponsive', 'unresponsive'],
    ['throws', 'throw', 'crash', 'error'],
    ['rejects without a catch', 'reject', 'crash', 'error'],
    ['calls process.exit', 'exit', 'crash', 'exit'],
    ['exhausts its memory', 'memory', 'crash', 'memory'],
  ] as const)(
    'a client that %s costs only its own thread',
    async (_does, command, event, reason) => {
      const server = await start('misbehave', {
        hangTimeoutMs: event === 'unresponsive' ? 3000 : 30_000,
        threadMemoryMb: 32,
        maxThreads: 60,
      });
      const others = await Promise.all(Array.from({ length: 50 }, () => join(server)));
      await Promise.all(others.map((other) => other.echo('warm')));
      const quiet = await latencies(others);

      const culprit = await join(server);
      await culprit.echo('here');
      await connected(server, 51);
      const { threadId } = server.connections().at(-1) ?? {};
      const told = next(server, event);
      culprit.socket.write(command);
      let ended = false;
      void culprit.closed().then(() => (ended = true));
      const during: number[] = [];
      while (!ended) during.push(...(await latencies(others)));

      const happened = await told;
      expect(happened).toMatchObject({ threadId, connectionIds: [51] });
      if ('reason' in happened) expect(happened.reason).toBe(reason);
      await connected(server, 50);
      await Promise.all(
        others.map((other, index) => other.echo(`still here ${index} `.repeat(5000))),
      );
      // In the same range: a client thread that hung would hold the others for the whole hang timeout.
      expect(median(during)).toBeLessThan(Math.max(100, 20 * median(quiet)));
    },
  );
});

test('a handler that rejects loses its client, not the thread', async () => {
  const server = await start('reject', { maxThreads: 1 });
  const [one, two] = await Promise.all([join(server), join(server)]);
  const gone = next(server, 'disconnect');
  one.socket.write('now');
  expect(await gone).toMatchObject({ reason: 'handler' });
  expect(two.socket.closed).toBe(false);
  expect(server.connections()).toHaveLength(1);
});

test('clients are accepted and served while the main thread is blocked', async () => {
  const server = await start('echo', { spareThreads: 4 });
  const script = `
    let served = 0;
    for (let count = 0; count < 10; count += 1) {
      const socket = require('node:net').connect(${server.address.port}, '127.0.0.1');
      socket.write('hello');
      socket.on('data', () => { if ((served += 1) === 10) { console.log('all served'); process.exit(); } });
    }`;
  // Main is blocked until the clients are done: a server that needed it would let them wait for ever.
  const client = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 60_000 });
  expect(client.stdout).toBe('all served\n');
  expect((await server.status()).accepted).toBe(10);
});

test('a socket handed to a thread that is ending is closed, and no descriptor leaks', async () => {
  const server = await start('misbehave', { maxThreads: 2, spareThreads: 1 });
  const round = async (): Promise<void> => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => join(server)));
    for (const client of clients) client.socket.write('exit');
    await Promise.all(clients.map((client) => client.closed()));
    await idle(server);
  };
  await round();
  const descriptors = openDescriptors();
  for (let count = 0; count < 5; count += 1) await round();
  // Each thread holds some: only the number of threads may differ.
  expect(openDescriptors() - descriptors).toBeLessThan(20);
});

/** How long each client waits for one echo, in milliseconds. */
async function latencies(clients: readonly Client[]): Promise<number[]> {
  return await Promise.all(
    clients.map(async (client) => {
      const sent = performance.now();
      await client.echo('ping');
      return performance.now() - sent;
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

async function idle(server: ThreadedServer): Promise<void> {
  while (server.connections().length > 0) await next(server, 'disconnect');
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
