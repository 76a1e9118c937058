import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { defaultLimits } from '../src/limits.ts';
import { warmUp } from '../src/listener/warm-up.ts';
import type { ConnectionHost } from '../src/thread/connection.ts';
import { warmUp as serveWarmUp } from '../src/thread/warm-up.ts';
import { ThreadLog } from '../src/thread/context.ts';
import { UnsentWatch } from '../src/thread/meter.ts';
import { connected, join, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('warmUp() connects three clients, without the handler, log records or events, and leaves no socket open', async () => {
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
  const echoed: number[] = [];
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (socket: Socket) => {
    serveWarmUp(socket, host, () => echoed.push(socket.bytesRead, socket.bytesWritten));
  });
  await warmUp({ warmUp: (socket) => port1.postMessage(socket, [socket]) });
  port1.close();
  expect(echoed).toEqual([8, 8, 8, 8, 8, 8]);
  expect(seen).toEqual([]);
  await setImmediate();
  await setImmediate();
  expect(openSockets()).toEqual(before);
});

function openSockets(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
}

// A warm-up begins when the thread has been idle for 30 ms, and takes about as long.
test.each([20, 25, 30, 35, 45])(
  'a client that connects after %i ms and leaves does not make the thread unhealthy',
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
