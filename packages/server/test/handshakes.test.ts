import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import { Client } from './support/client.ts';
import { connected, join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

const tls = { key: path('one.key'), cert: path('one.crt') };

test('a handshake that is reset leaves its thread to the next client', async () => {
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

test.each(['what is no handshake', 'a hello cut short', 'silence'])(
  '%s leaves its thread to the next client',
  async (kind) => {
    const server = await start('echo', {
      tls,
      spareThreads: 1,
      maxThreads: 1,
      handshakeTimeoutMs: 200,
    });
    const gone = next(server, 'disconnect');
    const client = await join(server);
    if (kind === 'what is no handshake') client.socket.write('GET / HTTP/1.0\r\n\r\n');
    if (kind === 'a hello cut short') client.socket.write((await helloOf()).subarray(0, 40));
    await client.closed();
    expect(await gone).toMatchObject({ reason: 'tls' });
    const [thread] = await server.threads();
    expect(thread).toMatchObject({ state: 'idle', served: 1 });
  },
);

test('clients that never finish their handshake take no thread from those who do', async () => {
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

test('a TLS hello that comes 600 ms after connecting is answered on a port that takes plain clients too', async () => {
  const server = await start('greet', { tls: { ...tls, allowPlain: true } });
  const { socket } = await join(server);
  await once(AbortSignal.timeout(600), 'abort');
  const secure = connectTls({ socket, rejectUnauthorized: false });
  const client = new Client(secure);
  expect(JSON.parse(await client.line())).toMatchObject({ secure: true });
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
