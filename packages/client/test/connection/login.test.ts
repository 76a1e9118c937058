import { getEventListeners, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { connect } from '../../src/index.ts';
import { probeAccountSupport } from '../../src/connection/capabilities.ts';
import { useServer } from '../support/use-server.ts';

const { start, open } = useServer();
const certificate = (name: string): Buffer =>
  readFileSync(new URL(`../certificates/localhost.${name}`, import.meta.url));
const tls = { key: certificate('key'), cert: certificate('crt') };

describe('connect() logs in', () => {
  test('by password, over TLS with a given CA, and enables the common capabilities', async () => {
    const server = await start({ tls });
    const client = await open(server, { tls: { ca: tls.cert, servername: 'localhost' } });
    expect(client.name).toBe('anna');
    expect(client.capabilities).toContain('draft/chathistory');
    expect(client.capabilities).toContain('threadline/token');
  });

  test('by a long password, in chunks of 400 bytes', async () => {
    const server = await start();
    // `\0anna\0` and the password have 600 bytes, 800 in base64: two full chunks and an empty one.
    const password = 'x'.repeat(594);
    const pieces: string[] = [];
    server.hooks.set('AUTHENTICATE', (client, { params: [word = ''] }) => {
      if (word === 'PLAIN') return false;
      if (word !== '+') pieces.push(word);
      if (word.length === 400) return;
      const text = Buffer.from(pieces.join(''), 'base64').toString();
      client.send(text === `\0anna\0${password}` ? ':fake 903 anna :Done' : ':fake 904 anna :No');
      return;
    });
    await open(server, { password });
    expect(pieces.map((piece) => piece.length)).toEqual([400, 400]);
  });

  test('by token, and by password if that is refused', async () => {
    const server = await start();
    server.tokens.set('good', 'anna');
    await open(server, { token: 'good', password: undefined });
    await open(server, { token: 'bad' });
    await expect(open(server, { token: 'bad', password: undefined })).rejects.toMatchObject({
      code: 'ERR_CLIENT_LOGIN_REFUSED',
    });
  });

  test('to a new account', async () => {
    const server = await start();
    const client = await open(server, { account: 'carl', password: 'two words', register: true });
    expect([client.name, server.accounts['carl']]).toEqual(['carl', 'two words']);
    const again = open(server, { account: 'carl', password: 'other', register: true });
    await expect(again).rejects.toMatchObject({
      code: 'ERR_CLIENT_REGISTER_REFUSED',
      reply: { code: 'ACCOUNT_EXISTS' },
    });
  });

  test('to a server that knows no capabilities, with PASS', async () => {
    const server = await start();
    server.hooks.set('CAP', (client) => client.send(':fake 451 * :You have not registered'));
    const client = await open(server);
    expect(server.lines.slice(0, 4)).toEqual([
      'CAP LS 302',
      'PASS secret',
      'NICK anna',
      'USER anna 0 * anna',
    ]);
    expect(client.capabilities).toEqual([]);
  });

  test('with PASS and the password, even if there is a token', async () => {
    const server = await start({ caps: 'batch' });
    server.hooks.set('PASS', (client, { params: [secret] }) => {
      if (secret !== 'secret') client.send(':fake 464 * :Password incorrect');
    });
    await open(server, { token: 'a token' });
    const alone = open(server, { token: 'a token', password: undefined });
    await expect(alone).rejects.toMatchObject({ code: 'ERR_CLIENT_LOGIN_REFUSED' });
    expect(server.lines.filter((line) => line.startsWith('PASS'))).toEqual([
      'PASS secret',
      'PASS :a token',
    ]);
  });

  test('without a password, where the server admits guests', async () => {
    const server = await start();
    const client = await open(server, { password: undefined });
    expect(client.name).toBe('anna');
    await client.settled();
  });

  test('to a server that refuses one of the capabilities it offers', async () => {
    const server = await start({ caps: 'batch echo-message message-tags sasl=PLAIN' });
    server.hooks.set('CAP', (client, { params: [verb, words = ''] }) => {
      if (verb !== 'REQ' || !words.includes('echo-message')) return false;
      client.send(`:fake CAP * NAK :${words}`);
      return true;
    });
    const client = await open(server);
    expect(client.capabilities).toEqual(['batch', 'message-tags', 'sasl']);
  });
});

describe('connect() rejects with', () => {
  test.each<[string, string, string]>([
    ['ERR_CLIENT_LOGIN_REFUSED', 'AUTHENTICATE', ':fake 904 * :Wrong name or password'],
    ['ERR_CLIENT_THROTTLED', 'AUTHENTICATE', ':fake 904 * :Too many attempts: try again in 4m'],
    ['ERR_CLIENT_NAME_IN_USE', 'USER', ':fake 433 * anna :Nickname is already in use'],
    ['ERR_CLIENT_NAME_REFUSED', 'NICK', ':fake 432 * anna :Erroneous nickname'],
    ['ERR_CLIENT_LOGIN_REFUSED', 'USER', ':fake 464 * :Password incorrect'],
    ['ERR_CLIENT_LOGIN_REFUSED', 'USER', 'FAIL * ACCOUNT_REQUIRED :Log in first'],
    ['ERR_CLIENT_LOST', 'USER', 'ERROR :Closing link (no)'],
    ['ERR_CLIENT_THROTTLED', 'USER', 'ERROR :Too many connections, try again later'],
  ])('%s for the reply to %s "%s"', async (code, command, line) => {
    const server = await start();
    server.hooks.set(command, (client) => {
      client.send(line);
      if (line.startsWith('ERROR')) client.socket.end();
    });
    await expect(open(server)).rejects.toMatchObject({ code });
  });

  test('ERR_CLIENT_LOGIN_REFUSED if the server waits for a password, and none was given', async () => {
    const server = await start();
    // A threadline server says so in a notice, and waits for PASS.
    server.hooks.set('CAP', (client, { params: [verb] }) => {
      if (verb !== 'END') return false;
      client.send(':fake NOTICE anna :anna is a registered account');
      return true;
    });
    await expect(open(server, { password: undefined })).rejects.toMatchObject({
      code: 'ERR_CLIENT_LOGIN_REFUSED',
      message: 'The server requires a password or a session token for anna',
    });
  });

  test('ERR_CLIENT_TIMEOUT if the server stops responding', async () => {
    const server = await start();
    server.hooks.set('AUTHENTICATE', (client) => client.send(':s NOTICE * :Prove it first'));
    await expect(open(server, { loginTimeoutMs: 1000 })).rejects.toMatchObject({
      code: 'ERR_CLIENT_TIMEOUT',
      message: 'The login took longer than 1 s; the server said: Prove it first',
    });
  });

  test('ERR_CLIENT_TLS for an untrusted certificate, one for another name, and a server without TLS', async () => {
    const encrypted = await start({ tls });
    const plain = createServer((socket) => socket.on('error', () => {}).end('220 hello\r\n'));
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    await expect(open(encrypted, { tls: true })).rejects.toMatchObject({
      code: 'ERR_CLIENT_TLS',
      message: expect.stringContaining('self-signed') as unknown,
    });
    const other = open(encrypted, { tls: { ca: tls.cert, servername: 'example.org' } });
    await expect(other).rejects.toMatchObject({
      code: 'ERR_CLIENT_TLS',
      message: expect.stringContaining('for another name') as unknown,
    });
    const { port } = plain.address() as AddressInfo;
    await expect(open(encrypted, { port, tls: true })).rejects.toMatchObject({
      code: 'ERR_CLIENT_TLS',
      message: expect.stringContaining('does not speak TLS') as unknown,
    });
    plain.close();
    await open(encrypted, { tls: { insecure: true } });
  });

  test.each<[string, (socket: Socket) => void]>([
    ['ends', (socket) => socket.once('data', () => socket.end())],
    ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ])(
    'ERR_CLIENT_UNREACHABLE, with an explanation, if the server %s during the TLS handshake',
    async (_, leave) => {
      const closing = createServer((socket) => leave(socket.on('error', () => {})));
      await once(closing.listen(0, '127.0.0.1'), 'listening');
      const { port } = closing.address() as AddressInfo;
      const opening = connect({ host: '127.0.0.1', port, account: 'anna', tls: true });
      await expect(opening).rejects.toMatchObject({
        code: 'ERR_CLIENT_UNREACHABLE',
        message: `127.0.0.1:${port} closed the connection during the TLS handshake`,
      });
      closing.close();
    },
  );

  test('ERR_CLIENT_UNREACHABLE if no server is listening, ERR_CLIENT_ABORTED by the signal', async () => {
    const server = await start();
    await server.close();
    await expect(open(server)).rejects.toMatchObject({ code: 'ERR_CLIENT_UNREACHABLE' });
    const silent = await start();
    silent.hooks.set('CAP', () => {});
    const controller = new AbortController();
    const opening = open(silent, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(opening).rejects.toMatchObject({ code: 'ERR_CLIENT_ABORTED' });
  });

  test('an error, and leaves no listener on the signal', async () => {
    const server = await start();
    const { signal } = new AbortController();
    await expect(open(server, { password: 'wrong', signal })).rejects.toThrow('Wrong');
    await server.close();
    await expect(open(server, { signal })).rejects.toThrow('No server');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('ERR_CLIENT_OVERFLOW if a line does not end', async () => {
    const server = await start();
    server.hooks.set('CAP', (client) => void client.socket.write('x'.repeat(20_000)));
    await expect(open(server)).rejects.toMatchObject({ code: 'ERR_CLIENT_OVERFLOW' });
  });

  test('ERR_CLIENT_LOGIN_REFUSED if the password of an existing account is wrong, with `register: if-new`', async () => {
    const server = await start();
    const wrong = open(server, { password: 'wrong one', register: 'if-new' });
    await expect(wrong).rejects.toMatchObject({ code: 'ERR_CLIENT_LOGIN_REFUSED' });
    expect(server.accounts['anna']).toBe('secret');
  });

  test.each([
    { host: '' },
    { port: 0 },
    { account: 'two words' },
    { password: 'a\nQUIT' },
    { rooms: ['a,b'] },
  ])('a TypeError or RangeError for %j', async (bad) => {
    const options = { host: 'x', account: 'anna', ...bad };
    await expect(connect(options)).rejects.toThrow(/^Expected `/);
  });
});

test('onRaw receives every line, with passwords masked', async () => {
  const server = await start();
  const lines: string[] = [];
  const client = await open(server, {
    wantToken: true,
    onRaw: (way, line) => lines.push(`${way} ${line}`),
  });
  await once(client, 'token');
  const all = lines.join('\n');
  expect(all).toContain('out AUTHENTICATE ***');
  expect(all).toContain('TOKEN_ISSUED ***');
  expect(all).not.toMatch(/secret|c2VjcmV0|token-1/);
});

test('probeAccountSupport() resolves to what a server supports, without logging in', async () => {
  const server = await start();
  const offer = await probeAccountSupport({ host: '127.0.0.1', port: server.port });
  expect(offer).toEqual({ login: true, registration: true, tokens: true });
  expect(server.lines.some((line) => line.startsWith('NICK'))).toBe(false);
});
