import { afterEach, expect, test } from '@jest/globals';
import { connect } from './support/client.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

test('pause() refuses new clients and keeps present ones; resume() listens on the same port, a hundred times', async () => {
  const server = await start('echo');
  const { port } = server.address;
  const clients = await Promise.all([join(server), join(server)]);
  for (let count = 0; count < 100; count += 1) {
    await server.pause();
    if (count % 10 === 0)
      await expect(connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await Promise.all(clients.map((client) => client.echo(`round ${count}`)));
    expect(await server.resume()).toEqual({ address: '127.0.0.1', port });
  }
  const newcomer = await join(server);
  await newcomer.echo('hello');
  await connected(server, 3);
});

test('resume() rejects if another process uses the port', async () => {
  const server = await start('echo');
  await server.pause();
  const other = await start('echo', { port: server.address.port });
  await expect(server.resume()).rejects.toMatchObject({ code: 'ERR_SERVER_ADDRESS_IN_USE' });
  await other.terminate();
  await server.resume();
  await (await join(server)).echo('hello');
});

test('pause() and resume() called twice have one effect and emit one event', async () => {
  const server = await start('echo');
  const told: string[] = [];
  server.on('pause', () => told.push('pause')).on('resume', () => told.push('resume'));
  await Promise.all([server.pause(), server.pause()]);
  expect(await server.status()).toMatchObject({ listening: false });
  await Promise.all([server.resume(), server.resume()]);
  expect(told).toEqual(['pause', 'resume']);
});

test('drain() resolves when the last client has left, or with the number of clients at the timeout', async () => {
  const server = await start('echo');
  const client = await join(server);
  await client.echo('hello');
  expect(await server.drain({ timeoutMs: 50 })).toBe(1);
  const drained = server.drain();
  client.socket.end();
  expect(await drained).toBe(0);
  await expect(connect(server.address.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('drain() rejects when its signal aborts', async () => {
  const server = await start('echo');
  await (await join(server)).echo('hello');
  const controller = new AbortController();
  const drained = server.drain({ signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(drained).rejects.toThrow('enough');
});

test('close() lets handlers write a last line', async () => {
  const server = await start('greet');
  const client = await join(server);
  await client.line();
  await server.close();
  await client.closed();
  expect(client.text).toContain('aborted: ERR_CLIENT_SHUTDOWN\n');
});

test('close() ends a handler that ignores its signal, after graceMs', async () => {
  const server = await start('stubborn');
  const client = await join(server);
  await client.line();
  const gone = next(server, 'disconnect');
  await server.close({ graceMs: 100 });
  expect(await gone).toMatchObject({ reason: 'shutdown' });
  await client.closed();
});

test('close() is idempotent, and later calls of other methods reject', async () => {
  const server = await start('echo');
  let closed = 0;
  server.on('close', () => (closed += 1));
  await Promise.all([server.close(), server.close()]);
  await server.close();
  await server.terminate();
  expect(closed).toBe(1);
  await expect(server.pause()).rejects.toMatchObject({ code: 'ERR_SERVER_CLOSED' });
  expect(server.connections()).toEqual([]);
});

test('terminate() ends clients in an endless loop with the server', async () => {
  const server = await start('misbehave', { hangTimeoutMs: 0 });
  const client = await join(server);
  await client.echo('hello');
  client.socket.write('loop');
  await server.terminate();
  await client.closed();
});

test('kick() ends one client at once, after its handler has written a last line', async () => {
  const server = await start('greet');
  const [one, two] = [await join(server), await join(server)];
  await Promise.all([one.line(), two.line()]);
  const gone = next(server, 'disconnect');
  expect(await server.kick(1)).toBe(true);
  expect(await gone).toMatchObject({ id: 1, reason: 'kick' });
  await one.closed();
  expect(one.text).toContain('aborted: ERR_CLIENT_KICKED\n');
  expect(two.socket.closed).toBe(false);
  expect(await server.kick(1)).toBe(false);
});

test('kick() ends a client whose thread is in an endless loop', async () => {
  const server = await start('misbehave', { hangTimeoutMs: 0 });
  const [culprit, other] = [await join(server), await join(server)];
  await Promise.all([culprit.echo('one'), other.echo('two')]);
  culprit.socket.write('loop');
  const gone = next(server, 'disconnect');
  expect(await server.kick(1)).toBe(true);
  expect(await gone).toMatchObject({ id: 1, reason: 'kick' });
  await culprit.closed();
  await other.echo('still here');
});

test('kick() on a shared thread keeps the other clients, unless the thread is in an endless loop', async () => {
  const server = await start('misbehave', { hangTimeoutMs: 0, maxThreads: 1 });
  const [one, two, three] = [await join(server), await join(server), await join(server)];
  await Promise.all([one.echo('one'), two.echo('two'), three.echo('three')]);
  expect(await server.kick(1)).toBe(true);
  await one.closed();
  await two.echo('still here');

  two.socket.write('loop');
  expect(await server.kick(2)).toBe(true);
  await Promise.all([two.closed(), three.closed()]);
  await (await join(server)).echo('a new thread');
});

test('endThread() ends a thread with its clients', async () => {
  const server = await start('echo', { maxThreads: 1 });
  const [one, two] = await Promise.all([join(server), join(server)]);
  await Promise.all([one.echo('one'), two.echo('two')]);
  const [thread] = await server.threads();
  expect(await server.endThread(thread?.threadId ?? 0)).toBe(true);
  await Promise.all([one.closed(), two.closed()]);
  expect(await server.endThread(thread?.threadId ?? 0)).toBe(false);
});

test('a server is closed at the end of its `await using` block', async () => {
  let port: number;
  {
    await using server = await start('echo');
    ({ port } = server.address);
    const client = await join(server);
    await client.echo('hello');
    await connected(server, 1);
  }
  await expect(connect(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
