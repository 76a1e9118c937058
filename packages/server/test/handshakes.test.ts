import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import { Client } from './support/client.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

const tls = { key: path('one.key'), cert: path('one.crt') };

test('after a handshake that is reset, the thread serves the next client', async () => {
  const server = await start('echo', { tls, spareThreads: 1, maxThreads: 1 });
  const hello = await helloOf();
  for (let round = 0; round < 5; round++) {
    const gone = next(server, 'disconnect');
    const client = await join(server);
    client.socket.write(hello);
    await client.more();
    client.socket.resetAndDestroy();
    expect(await gone).toMatchObject({ reason: 'tls' });
  }
  const [thread] = await server.threads();
  expect(thread).toMatchObject({ state: 'idle', served: 5 });
});

test.each(['plain text', 'half a hello', 'silence'])(
  'after a handshake that fails with %s, the thread serves the next client',
  async (kind) => {
    const server = await start('echo', {
      tls,
      spareThreads: 1,
      maxThreads: 1,
      handshakeTimeoutMs: 200,
    });
    const gone = next(server, 'disconnect');
    const client = await join(server);
    if (kind === 'plain text') client.socket.write('GET / HTTP/1.0\r\n\r\n');
    if (kind === 'half a hello') client.socket.write((await helloOf()).subarray(0, 40));
    await client.closed();
    expect(await gone).toMatchObject({ reason: 'tls' });
    const [thread] = await server.threads();
    expect(thread).toMatchObject({ state: 'idle', served: 1 });
  },
);

test('clients that never finish their handshake occupy no thread', async () => {
  const server = await start('echo', { tls, maxThreads: 4 });
  await Promise.all(Array.from({ length: 40 }, () => join(server)));
  await connected(server, 40);
  const clients: Client[] = [];
  for (let count = 0; count < 4; count++) {
    const client = await joinTls(server);
    await client.echo('hello');
    clients.push(client);
  }
  const ports = new Set(clients.map(({ socket }) => socket.localPort));
  const served = server.connections().filter(({ remotePort }) => ports.has(remotePort));
  expect(new Set(served.map(({ threadId }) => threadId)).size).toBe(4);
});

test('with allowPlain, a TLS hello 600 ms after connecting is answered', async () => {
  const server = await start('greet', { tls: { ...tls, allowPlain: true } });
  const { socket } = await join(server);
  await once(AbortSignal.timeout(600), 'abort');
  const secure = connectTls({ socket, rejectUnauthorized: false });
  const client = new Client(secure);
  expect(JSON.parse(await client.line())).toMatchObject({ secure: true });
});

test('a TLS hello after a plain greeting closes the client with a log record, and the handler does not see it', async () => {
  const server = await start('greet', { tls: { ...tls, allowPlain: true } });
  const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
  const client = await join(server);
  expect(JSON.parse(await client.line())).toMatchObject({ secure: false });
  client.socket.write(await helloOf());
  await client.closed();
  expect(await logged).toMatchObject({
    level: 'warn',
    message: expect.stringContaining('TLS hello after it was served without TLS') as unknown,
  });
  expect(await gone).toMatchObject({ reason: 'tls', bytesIn: 0 });
});

test('a TLS hello that arrives byte by byte is answered, with or without allowPlain', async () => {
  for (const allowPlain of [false, true]) {
    const server = await start('greet', { tls: { ...tls, allowPlain } });
    const { socket } = await join(server);
    const [near, far] = duplexPair();
    far.on('data', (chunk: Buffer) => {
      for (const byte of chunk) socket.write(Buffer.of(byte));
    });
    socket.on('data', (chunk: Buffer) => far.write(chunk));
    const client = new Client(connectTls({ socket: near, rejectUnauthorized: false }));
    expect(JSON.parse(await client.line())).toMatchObject({ secure: true });
  }
});

const malformed = [
  ['an unknown version', [0x16, 0x99, 0x99, 0x00, 0x20], 'unknown version 0x9999'],
  ['an unknown version, cut short', [0x16, 0x99], 'unknown version 0x99'],
  ['an empty record', [0x16, 3, 1, 0, 0], 'invalid record length 0'],
  ['a record larger than TLS allows', [0x16, 3, 1, 0xff, 0xff], 'invalid record length 65535'],
] as const;

test.each(
  malformed.flatMap(([kind, bytes, problem]) =>
    [false, true].map((allowPlain) => ({ kind, bytes, problem, allowPlain })),
  ),
)(
  'a TLS hello with $kind closes the client at once (allowPlain: $allowPlain)',
  async ({ bytes, problem, allowPlain }) => {
    // Without a refusal at once, the test would time out.
    const tlsOptions = { ...tls, allowPlain };
    const server = await start('greet', { tls: tlsOptions, handshakeTimeoutMs: 60_000 });
    const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
    const client = await join(server);
    client.socket.write(Buffer.from(bytes));
    await client.closed();
    expect(client.count).toBe(0);
    expect(await logged).toMatchObject({ message: `TLS handshake failed: ${problem}` });
    expect(await gone).toMatchObject({ reason: 'tls' });
  },
);

test.each([1, 0xab])('a complete record of nonsense (%i) gets a TLS alert', async (type) => {
  const server = await start('greet', { tls: { ...tls, allowPlain: true } });
  const client = await join(server);
  client.socket.write(Buffer.concat([Buffer.of(0x16, 3, 1, 2, 0, type), Buffer.alloc(511, 0xab)]));
  await client.closed();
  expect([...client.received.subarray(0, 2)]).toEqual([0x15, 3]);
});

test.each([false, true])(
  'half a TLS hello closes the client within handshakeTimeoutMs (allowPlain: %s)',
  async (allowPlain) => {
    const server = await start('greet', { tls: { ...tls, allowPlain }, handshakeTimeoutMs: 300 });
    const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
    const client = await join(server);
    client.socket.write((await helloOf()).subarray(0, 40));
    await client.closed();
    expect(client.count).toBe(0);
    expect(await logged).toMatchObject({ message: 'TLS handshake failed: it took too long' });
    expect(await gone).toMatchObject({ reason: 'tls' });
  },
);

test('silent clients that connected together are not all closed together', async () => {
  const server = await start('echo', { tls, maxThreads: 1, handshakeTimeoutMs: 500 });
  const times: number[] = [];
  server.on('disconnect', ({ durationMs }) => times.push(durationMs));
  await Promise.all(Array.from({ length: 30 }, () => join(server)));
  while (times.length < 30) await next(server, 'disconnect');
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(30);
});

/** The first bytes that a TLS client sends. */
async function helloOf(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connectTls({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  client.destroy();
  server.close();
  return hello;
}

async function joinTls(server: ThreadedServer): Promise<Client> {
  const { port } = server.address;
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  return new Client(socket);
}

function path(file: string): string {
  return new URL(`./certificates/${file}`, import.meta.url).pathname;
}
