import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { defaultLimits } from '../src/limits.ts';
import type { ConnectionHost } from '../src/thread/connection.ts';
import { rehearse } from '../src/thread/rehearsal.ts';
import { ThreadLog } from '../src/thread/thread-log.ts';
import { UnsentWatch } from '../src/thread/unsent-watch.ts';
import { connected, join, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('a rehearsal plays three clients, none of which the handler, the log or the listener sees', async () => {
  const seen: string[] = [];
  const limits = defaultLimits(1);
  const host: ConnectionHost = {
    handler: () => void seen.push('handler'),
    handshake: () => {},
    closed: () => void seen.push('closed'),
    log: new ThreadLog(() => void seen.push('log')),
    unsentWatch: new UnsentWatch(() => limits),
    limits: () => limits,
    securer: undefined,
    allowHalfOpen: true,
    services: {},
    data: undefined,
    retire: () => void seen.push('retire'),
  };
  const before = openSockets();
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  subscribe('net.server.socket', count);
  await rehearse(host);
  unsubscribe('net.server.socket', count);
  expect(accepted).toBe(3);
  expect(seen).toEqual([]);
  expect(openSockets()).toEqual(before);
});

function openSockets(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
}

// A rehearsal begins when the thread has been idle for 30 ms, and takes about as long.
test.each([20, 25, 30, 35, 45])(
  'a client that comes after %i ms and goes leaves a thread in good health, rehearsal or not',
  async (afterMs) => {
    const server = await start('echo', { spareThreads: 1, maxThreads: 1 });
    await setTimeout(afterMs);
    const [before] = await server.threads();
    const client = await join(server);
    await client.echo('hello');
    await connected(server, 1);
    client.destroy();
    await connected(server, 0);
    await join(server);
    await connected(server, 1);
    expect(server.connections()[0]?.threadId).toBe(before?.threadId);
  },
);
