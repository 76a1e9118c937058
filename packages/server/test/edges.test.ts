import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen } from '../src/index.ts';
import { ThreadReservation } from '../src/machine/thread-reservation.ts';
import { connect } from './support/client.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

const tls = { key: path('one.key'), cert: path('one.crt') };

describe('pause() and close()', () => {
  test('pause() resets no client that the kernel has connected already', async () => {
    const server = await start('echo', { maxThreads: 2 });
    const { port } = server.address;
    const sockets = await Promise.all(Array.from({ length: 60 }, () => connect(port)));
    const paused = server.pause();
    await Promise.all(sockets.map((client) => client.echo('here')));
    await paused;
    await connected(server, 60);
    for (const client of sockets) client.destroy();
  });

  test('what comes while a server closes is not let in by resume()', async () => {
    const server = await start('misbehave');
    const client = await join(server);
    await client.echo('hello');
    const closing = server.close({ graceMs: 300 });
    await expect(server.resume()).rejects.toMatchObject({ code: 'ERR_SERVER_CLOSED' });
    await closing;
  });

  test('a shutdown during the first look is not forgotten', async () => {
    const server = await start('last-words', { tls: { ...tls, allowPlain: true } });
    const client = await join(server);
    await connected(server, 1);
    await server.close({ graceMs: 5000 });
    await client.closed();
    expect(client.text).toBe('aborted before it began: ERR_CLIENT_SHUTDOWN');
  });

  test.each([
    ['drain', async () => (await start('echo')).drain({ timeoutMs: 3e9 })],
    ['close', async () => (await start('echo')).close({ graceMs: 3e9 })],
    ['startTimeoutMs', () => start('echo', { startTimeoutMs: 3e9 })],
    ['keepAliveMs', () => start('echo', { keepAliveMs: 500 })],
  ])('%s takes no time that it cannot keep', async (_name, call) => {
    await expect(call()).rejects.toThrow(RangeError);
  });
});

test('no client is placed on a thread that is ending', async () => {
  const server = await start('echo', { spareThreads: 2, maxThreads: 8 });
  for (let round = 0; round < 10; round += 1) {
    const idle = (await server.threads()).filter(({ state }) => state === 'idle');
    const ending = idle.map(({ threadId }) => server.endThread(threadId));
    const client = await join(server);
    await client.echo(`round ${round}`);
    client.destroy();
    await Promise.all(ending);
  }
});

test('a listen() that fails releases its reserved threads', async () => {
  const before = ThreadReservation.total;
  const handler = new URL('./handlers/echo.ts', import.meta.url);
  await expect(listen({ handler, data: () => {} })).rejects.toThrow('could not be cloned');
  await expect(listen({ handler, tls: { key: 'no', cert: 'no' } })).rejects.toThrow();
  expect(ThreadReservation.total).toBe(before);
});

describe('what is counted and told', () => {
  test('the last word given to end() is counted', async () => {
    const server = await start('last-words');
    const client = await join(server);
    const gone = next(server, 'disconnect');
    client.socket.write('bye');
    await client.closed();
    expect(client.text).toBe('bye');
    expect(await gone).toMatchObject({ bytesIn: 3, bytesOut: 3 });
  });

  test('more than anybody takes is bounded, given to end() too', async () => {
    const server = await start('last-words', { maxUnsentBytes: 1000 });
    const gone = next(server, 'disconnect');
    const client = await join(server);
    client.socket.pause();
    client.socket.write('much');
    expect(await gone).toMatchObject({ reason: 'unsent' });
  });

  test('what was logged of a client is told before its end', async () => {
    const server = await start('last-words', { reuseThreads: false, maxThreads: 4 });
    const told: string[] = [];
    server.on('log', ({ connectionId, message }) => told.push(`${connectionId} ${message}`));
    server.on('disconnect', ({ id }) => told.push(`${id} disconnect`));
    for (let count = 1; count <= 10; count += 1) {
      const client = await join(server);
      await client.echo('hello');
      client.destroy();
    }
    while (told.filter((line) => line.endsWith('disconnect')).length < 10) {
      await once(server, 'disconnect');
    }
    for (let id = 1; id <= 10; id += 1) {
      expect(told.filter((line) => line.startsWith(`${id} `))).toEqual([
        `${id} gone`,
        `${id} disconnect`,
      ]);
    }
  });
});

describe('a port that takes both TLS and plain clients', () => {
  test('counts what a plain client sent first', async () => {
    const server = await start('echo', { tls: { ...tls, allowPlain: true } });
    const gone = next(server, 'disconnect');
    const client = await join(server);
    await client.echo('0123456789');
    client.socket.end();
    expect(await gone).toMatchObject({ bytesIn: 10, bytesOut: 10 });
  });

  test('tells a handler of the end of a client that said nothing', async () => {
    const server = await start('last-words', {
      tls: { ...tls, allowPlain: true },
      allowHalfOpen: true,
    });
    const gone = next(server, 'disconnect');
    const client = await join(server);
    client.socket.end();
    expect(await gone).toMatchObject({ reason: 'end' });
  });

  test('closes a client that stops speaking TLS', async () => {
    const server = await start('echo', { tls });
    const gone = next(server, 'disconnect');
    const raw: Socket = connectSocket(server.address.port, '127.0.0.1');
    const client = connectTls({ socket: raw, rejectUnauthorized: false });
    client.on('error', () => {});
    raw.on('error', () => {});
    client.write('hello');
    await once(client, 'data');
    raw.write('this is no record\r\n');
    expect(await gone).toMatchObject({ reason: 'error' });
    raw.destroy();
  });
});

function path(name: string): string {
  return new URL(`./certificates/${name}`, import.meta.url).pathname;
}
