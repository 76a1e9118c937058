import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { connect as connectSocket } from 'node:net';
import { join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('a client beyond maxConnections is sent one line and closed, until another leaves', async () => {
  const server = await start('echo', { maxConnections: 2, refusal: 'Come back later' });
  const [one, two] = await Promise.all([join(server), join(server)]);
  await Promise.all([one.echo('one'), two.echo('two')]);
  const refused = next(server, 'reject');
  const three = await join(server);
  await three.closed();
  expect(three.text).toBe('Come back later\r\n');
  expect(await refused).toMatchObject({ reason: 'full', remoteAddress: '127.0.0.1' });

  const gone = next(server, 'disconnect');
  one.destroy();
  await gone;
  const four = await join(server);
  await four.echo('four');
  expect(await server.status()).toMatchObject({ connections: 2, accepted: 3, refused: 1 });
});

test('an empty refusal closes clients without a line', async () => {
  const server = await start('echo', { maxConnections: 1, refusal: '' });
  const one = await join(server);
  await one.echo('one');
  const two = await join(server);
  await two.closed();
  expect(two.text).toBe('');
});

test('setLimits() changes the limits of a running server', async () => {
  const server = await start('echo', { maxConnections: 1 });
  const one = await join(server);
  await one.echo('one');
  await server.setLimits({ maxConnections: 2, idleTimeoutMs: 100 });
  const two = await join(server);
  await two.echo('two');
  expect(server.limits).toMatchObject({ maxConnections: 2, idleTimeoutMs: 100 });
  await Promise.all([one.closed(), two.closed()]);
  await expect(server.setLimits({ maxConnections: 0 })).rejects.toThrow(RangeError);
  await expect(server.setLimits({ maxConnections: 1_000_000_000 })).rejects.toMatchObject({
    code: 'ERR_SERVER_CAPACITY',
  });
  expect(server.limits.maxConnections).toBe(2);
});

test('idleTimeoutMs closes a silent client, and not an active one', async () => {
  const server = await start('echo', { idleTimeoutMs: 400 });
  const [silent, talker] = await Promise.all([join(server), join(server)]);
  const gone = next(server, 'disconnect');
  let isClosed = false;
  void silent.closed().then(() => (isClosed = true));
  while (!isClosed) await talker.echo('still here');
  expect(await gone).toMatchObject({ reason: 'idle' });
  await talker.echo('and now');
});

test('a client with more than maxUnsentBytes is closed with a log record', async () => {
  const server = await start('flood', { maxUnsentBytes: 1_000_000 });
  const client = await join(server);
  client.socket.pause();
  const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
  client.socket.write('200');
  expect(await logged).toMatchObject({ level: 'warn', fields: { reason: 'unsent' } });
  const { reason, bytesOut } = await gone;
  expect(reason).toBe('unsent');
  expect(bytesOut).toBeGreaterThan(1_000_000);
});

test('a client that reads none of its unsent bytes is closed with a log record', async () => {
  const server = await start('echo', { stallTimeoutMs: 300 });
  const client = await join(server);
  client.socket.pause();
  const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
  // More than the buffers of both kernels hold: the echo is stuck, and so is what the client still sends.
  client.socket.write(Buffer.alloc(32 * 2 ** 20));
  expect(await logged).toMatchObject({ level: 'warn', fields: { reason: 'stalled' } });
  expect(await gone).toMatchObject({ reason: 'stalled' });
});

test('a client that reads slowly is not closed', async () => {
  const server = await start('flood', { stallTimeoutMs: 1000, maxUnsentBytes: 2 ** 26 });
  const client = await join(server);
  const logged: string[] = [];
  server.on('log', ({ message }) => logged.push(message));
  client.socket.write('400');
  const started = performance.now();
  while (client.count < 400 * 65_536 && !client.socket.closed) {
    client.socket.resume();
    await client.more();
    client.socket.pause();
    // In all it takes longer than the timeout, but never so long without taking anything.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect({ count: client.count, logged }).toEqual({ count: 400 * 65_536, logged: [] });
  expect(performance.now() - started).toBeGreaterThan(1000);
});

test('a client that ends its side receives the remaining output, then the end', async () => {
  const server = await start('echo');
  const client = await join(server);
  const gone = next(server, 'disconnect');
  client.socket.end('last words'.repeat(50_000));
  await client.closed();
  expect(client.text).toBe('last words'.repeat(50_000));
  expect(await gone).toMatchObject({ reason: 'end', bytesIn: 500_000, bytesOut: 500_000 });
});

test('a client that resets the connection leaves its thread healthy', async () => {
  const server = await start('echo', { maxThreads: 1, spareThreads: 1 });
  const client = await join(server);
  await client.echo('hello');
  const gone = next(server, 'disconnect');
  client.socket.resetAndDestroy();
  expect(await gone).toMatchObject({ reason: 'error' });
  const after = await join(server);
  await after.echo('hello');
  expect((await server.status()).crashed).toBe(0);
});

test('a client that disconnects at once leaves nothing behind', async () => {
  const server = await start('echo', { maxThreads: 2 });
  for (let count = 0; count < 50; count += 1) {
    const socket = connectSocket(server.address.port, '127.0.0.1');
    await once(socket, 'connect');
    if (count % 2 === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
  expect(await server.drain({ timeoutMs: 10_000 })).toBe(0);
});
