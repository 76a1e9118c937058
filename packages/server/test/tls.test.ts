import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import type { ThreadedServer } from '../src/index.ts';
import { Client } from './support/client.ts';
import { join, next, start, stopAll } from './support/running.ts';

afterEach(stopAll);

const one = { key: path('one.key'), cert: path('one.crt') };
const two = { key: path('two.key'), cert: path('two.crt') };

test('a TLS port serves TLS clients with context.secure', async () => {
  const server = await start('greet', { tls: one });
  const client = await joinTls(server);
  expect(JSON.parse(await client.line())).toMatchObject({
    secure: true,
    remoteAddress: '127.0.0.1',
  });
  expect(['TLSv1.2', 'TLSv1.3']).toContain((client.socket as TLSSocket).getProtocol());
});

test('key and certificate may be PEM text', async () => {
  const pem = { key: readFileSync(one.key, 'utf8'), cert: readFileSync(one.cert) };
  const server = await start('echo', { tls: pem });
  await (await joinTls(server)).echo('hello');
});

test('TLS echoes a megabyte exactly, then the end', async () => {
  const server = await start('echo', { tls: one });
  const client = await joinTls(server);
  const gone = next(server, 'disconnect');
  client.socket.end(Buffer.alloc(1_000_000, 'threadline'));
  await client.closed();
  expect(client.received.equals(Buffer.alloc(1_000_000, 'threadline'))).toBe(true);
  expect(await gone).toMatchObject({ reason: 'end', bytesIn: 1_000_000, bytesOut: 1_000_000 });
});

test('TLS versions below 1.2 are refused', async () => {
  const server = await start('echo', { tls: one });
  const options: ConnectionOptions = {
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
  await expect(joinTls(server, options)).rejects.toThrow();
});

test('a TLS port closes a client without TLS, with a log record', async () => {
  const server = await start('echo', { tls: one });
  const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
  const client = await join(server);
  client.socket.write('hello, this is no handshake\r\n');
  await client.closed();
  expect(await logged).toMatchObject({ message: expect.stringContaining('TLS handshake failed') });
  expect(await gone).toMatchObject({ reason: 'tls' });
});

test('a TLS port closes a silent client within handshakeTimeoutMs', async () => {
  const server = await start('echo', { tls: one, handshakeTimeoutMs: 200 });
  const [logged, gone] = [next(server, 'log'), next(server, 'disconnect')];
  const client = await join(server);
  await client.closed();
  expect(await logged).toMatchObject({
    message: 'TLS handshake failed: it took too long',
  });
  expect(await gone).toMatchObject({ reason: 'tls' });
});

test('with allowPlain, a port serves TLS clients, plain ones and silent ones', async () => {
  const server = await start('greet', { tls: { ...one, allowPlain: true } });
  const secure = await joinTls(server);
  expect(JSON.parse(await secure.line())).toMatchObject({ secure: true });
  // Says nothing: after 300 ms it is greeted as a plain client.
  const silent = await join(server);
  expect(JSON.parse(await silent.line())).toMatchObject({ secure: false });
});

test('with allowPlain, no byte is lost of a client that sends at once', async () => {
  const server = await start('echo', { tls: { ...one, allowPlain: true } });
  const clients = await Promise.all([join(server), joinTls(server), join(server), joinTls(server)]);
  await Promise.all(clients.map((client, index) => client.echo(`client ${index} `.repeat(20_000))));
  // A client that ends at once after its words.
  const brief = await join(server);
  brief.socket.end('brief');
  await brief.closed();
  expect(brief.text).toBe('brief');
});

test('reloadTls() uses another certificate for new clients, and keeps the old one if the new one is unusable', async () => {
  const server = await start('echo', { tls: one });
  const before = await joinTls(server);
  expect(commonName(before)).toBe('one.test');
  await server.reloadTls(two);
  expect(commonName(await joinTls(server))).toBe('two.test');
  await before.echo('still here');

  await expect(server.reloadTls({ key: one.key, cert: two.cert })).rejects.toMatchObject({
    code: 'ERR_SERVER_TLS',
  });
  await expect(server.reloadTls({ key: path('none'), cert: two.cert })).rejects.toMatchObject({
    code: 'ERR_SERVER_TLS',
  });
  expect(commonName(await joinTls(server))).toBe('two.test');
  await server.reloadTls();
  expect(commonName(await joinTls(server))).toBe('two.test');
});

test('a TLS session can resume in another thread', async () => {
  const server = await start('echo', { tls: one, reuseThreads: false });
  const first = await joinTls(server, { maxVersion: 'TLSv1.2' });
  await first.echo('hello');
  const session = (first.socket as TLSSocket).getSession();
  const second = await joinTls(server, { maxVersion: 'TLSv1.2', ...(session ? { session } : {}) });
  expect((second.socket as TLSSocket).isSessionReused()).toBe(true);
});

test('reloadTls() rejects if the server was started without TLS', async () => {
  const server = await start('echo');
  await expect(server.reloadTls(one)).rejects.toMatchObject({ code: 'ERR_SERVER_TLS' });
});

async function joinTls(server: ThreadedServer, options: ConnectionOptions = {}): Promise<Client> {
  const socket = connectTls({
    port: server.address.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ...options,
  });
  await once(socket, 'secureConnect');
  return new Client(socket);
}

function commonName(client: Client): unknown {
  return (client.socket as TLSSocket).getPeerCertificate().subject.CN;
}

function path(file: string): string {
  return new URL(`./certificates/${file}`, import.meta.url).pathname;
}
