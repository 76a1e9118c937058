import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ChatClient, ChatMessage, ClientError, ClientOptions } from '../../src/index.ts';
import type { FakeServer } from '../support/fake-server.ts';
import { useServer } from '../support/use-server.ts';

const { start, open: openOn } = useServer();
let server: FakeServer;

const certificate = (name: string): Buffer =>
  readFileSync(new URL(`../certificates/localhost.${name}`, import.meta.url));
const tls = { key: certificate('key'), cert: certificate('crt') };

beforeEach(async () => {
  server = await start({ historyMax: 3 });
});

const open = (options?: Partial<ClientOptions>): Promise<ChatClient> => openOn(server, options);

/** All received texts, in order. */
function collect(client: ChatClient): string[] {
  const texts: string[] = [];
  client.on('message', ({ text }: ChatMessage) => texts.push(text));
  return texts;
}

test('messages missed while the connection was lost are emitted page by page, once and in order', async () => {
  const client = await open();
  const texts = collect(client);
  await once(client, 'join');
  await client.send('#lobby', 'before');
  server.drop();
  await once(client, 'reconnecting');
  for (let n = 1; n <= 8; n += 1) server.post('bea', '#lobby', `missed ${n}`);
  const [{ count, complete }] = (await once(client, 'caughtUp')) as [
    { count: number; complete: boolean },
  ];
  expect({ count, complete }).toEqual({ count: 8, complete: true });
  await client.send('#lobby', 'after');
  expect(texts).toEqual(['before', ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `missed ${n}`), 'after']);
});

test('live messages wait until the missed ones are emitted', async () => {
  const client = await open();
  const texts = collect(client);
  await once(client, 'join');
  await client.send('#lobby', 'before');
  let asked = 0;
  server.hooks.set('CHATHISTORY', () => {
    asked += 1;
    // Live, and also in the history when it is read.
    server.post('bea', '#lobby', `live ${asked}`);
    return false;
  });
  server.drop();
  await once(client, 'reconnecting');
  for (let n = 1; n <= 4; n += 1) server.post('bea', '#lobby', `missed ${n}`);
  await once(client, 'caughtUp');
  await client.send('#lobby', 'after');
  const missed = ['before', 'missed 1', 'missed 2', 'missed 3', 'missed 4'];
  const live = Array.from({ length: asked }, (_, n) => `live ${n + 1}`);
  expect(asked).toBeGreaterThan(1);
  expect(texts).toEqual([...missed, ...live, 'after']);
});

test('a ban ends the client, whatever its reason says', async () => {
  const client = await open();
  await once(client, 'join');
  let reconnecting = 0;
  client.on('reconnecting', () => (reconnecting += 1));
  client.on('reply', () => expect('a reply').toBe('the error only'));
  const text = 'You are banned until 2031-01-01 00:00 UTC: too many lines, try again later';
  for (const one of server.clients) {
    one.send(`:fake 465 anna :${text}`);
    one.send('ERROR :Closing link: banned');
    one.socket.end();
  }
  const [error] = (await once(client, 'close')) as [ClientError];
  expect({ code: error.code, message: error.message, reconnecting }).toEqual({
    code: 'ERR_CLIENT_LOGIN_REFUSED',
    message: text,
    reconnecting: 0,
  });
});

test('a client that is banned while its connection is lost ends too', async () => {
  const client = await open();
  await once(client, 'join');
  const text = 'You are banned permanently: too many lines, try again later';
  server.hooks.set('NICK', (one) => {
    one.send(`:fake 465 * :${text}`);
    one.socket.end('ERROR :Closing link: banned\r\n');
    return true;
  });
  server.drop();
  const [error] = (await once(client, 'close')) as [ClientError];
  expect(error).toMatchObject({ code: 'ERR_CLIENT_LOGIN_REFUSED', message: text });
});

test('rooms are joined again, and the history of a silent one is requested by time', async () => {
  const client = await open({ rooms: ['#tea'] });
  const texts = collect(client);
  await client.settled();
  await client.join('#cake');
  server.drop();
  await once(client, 'reconnecting');
  server.post('bea', '#tea', 'in tea');
  server.post('bea', '#cake', 'in cake');
  while (client.rooms.length < 3 || texts.length < 2) await once(client, 'caughtUp');
  expect(client.rooms).toEqual(['#lobby', '#tea', '#cake']);
  expect(texts).toEqual(['in tea', 'in cake']);
});

test.each([
  ['with labels', {}],
  ['without labels', { caps: 'message-tags server-time batch sasl=PLAIN draft/chathistory' }],
])(
  'a room is joined again with its key, and `part` is emitted for one that refuses, %s',
  async (_, options) => {
    const keyed = await start(options);
    let key = 'sesame';
    keyed.hooks.set('JOIN', (one, { params: [room = '', given], tags }) => {
      if (room !== '#vault' || given === key) return false;
      const label = tags.get('label');
      one.send(':fake 475 anna #vault :Cannot join channel (+k)', { label });
      return true;
    });
    const client = await openOn(keyed);
    const texts = collect(client);
    const parts: unknown[] = [];
    client.on('part', ({ room, name, own, by, reason }) =>
      parts.push({ room, name, own, by, reason }),
    );
    await client.settled();
    await expect(client.join('#vault')).rejects.toMatchObject({ reply: { code: '475' } });
    await client.join('#vault', 'sesame');
    keyed.drop();
    await once(client, 'reconnecting');
    keyed.post('bea', '#vault', 'missed');
    while (texts.length === 0) await once(client, 'caughtUp');
    expect(client.rooms).toEqual(['#lobby', '#vault']);
    key = 'changed';
    keyed.drop();
    await once(client, 'part');
    const reason = 'Cannot join channel (+k)';
    expect(parts).toEqual([{ room: '#vault', name: 'anna', own: true, by: undefined, reason }]);
    await client.settled();
    expect([client.rooms, texts]).toEqual([['#lobby'], ['missed']]);
  },
);

describe.each([
  ['with labels', {}],
  ['without labels', { caps: 'message-tags server-time batch sasl=PLAIN draft/chathistory' }],
])('a private message of a new user, %s,', (_, options) => {
  test('sent while the connection was lost is emitted before their live messages', async () => {
    const one = await start(options);
    one.post('dora', 'anna', 'long ago');
    const client = await openOn(one);
    const texts = collect(client);
    const replies: string[] = [];
    client.on('reply', ({ command }) => replies.push(command));
    await client.settled();
    one.post('bea', 'anna', 'known');
    await once(client, 'message');
    one.hooks.set('CHATHISTORY', () => {
      one.hooks.delete('CHATHISTORY');
      // Live, and before the missed messages.
      one.post('carl', 'anna', 'three');
      one.post('emil', 'anna', 'hello');
      return false;
    });
    one.drop();
    await once(client, 'reconnecting');
    one.post('carl', 'anna', 'one');
    one.post('carl', 'anna', 'two');
    one.post('bea', 'anna', 'more');
    while (texts.length < 6) await once(client, 'message');
    one.post('carl', 'anna', 'four');
    await client.settled();
    await client.settled();
    expect(texts).toEqual(['known', 'more', 'one', 'two', 'three', 'hello', 'four']);
    expect(replies).not.toContain('CHATHISTORY');
  });

  test('is not available if the server cannot list it, and everything else is emitted', async () => {
    const one = await start(options);
    const client = await openOn(one);
    const texts = collect(client);
    await client.settled();
    one.hooks.set('CHATHISTORY', (who, { params, tags }) => {
      if (params[0] !== 'TARGETS') return false;
      const fail = 'FAIL CHATHISTORY INVALID_PARAMS TARGETS :Unknown';
      who.send(fail, { label: tags.get('label') });
      return true;
    });
    one.drop();
    await once(client, 'reconnecting');
    one.post('carl', 'anna', 'one');
    one.post('bea', '#lobby', 'two');
    await once(client, 'caughtUp');
    await client.settled();
    expect(texts).toEqual(['two']);
  });
});

test('a line whose echo was lost is sent again only if it is not in the history', async () => {
  const client = await open();
  const texts = collect(client);
  await once(client, 'join');
  let swallowed = 0;
  server.hooks.set('PRIVMSG', (one, { params: [target = '', text = ''] }) => {
    swallowed += 1;
    if (swallowed === 1) server.store('anna', target, text, 'PRIVMSG');
    if (swallowed === 2) one.socket.resetAndDestroy();
    return swallowed <= 2 ? undefined : false;
  });
  const sent = await Promise.all([client.send('#lobby', 'arrived'), client.send('#lobby', 'lost')]);
  expect(sent.map(({ ids }) => ids.length)).toEqual([1, 1]);
  expect(texts).toEqual(['arrived', 'lost']);
  expect(server.stored.map(({ text }) => text)).toEqual(['arrived', 'lost']);
});

test('a token replaces the password after a reconnect', async () => {
  const client = await open({ wantToken: true });
  const [{ token }] = (await once(client, 'token')) as [{ token: string }];
  expect(token).toBe('token-1');
  server.accounts['anna'] = 'changed';
  server.drop();
  await once(client, 'caughtUp');
  expect(client.connected).toBe(true);
});

test('a changed password and its new token are used after a reconnect', async () => {
  const client = await open({ wantToken: true });
  await once(client, 'token');
  const tokens: string[] = [];
  client.on('token', ({ token }) => tokens.push(token));
  await expect(client.changePassword('wrong', 'new pass')).rejects.toMatchObject({
    code: 'ERR_CLIENT_REFUSED',
    message: 'Wrong password',
  });
  await client.changePassword('secret', 'new pass word');
  expect(server.accounts['anna']).toBe('new pass word');
  expect(tokens).toEqual(['token-1']);
  server.tokens.clear();
  server.drop();
  await once(client, 'caughtUp');
  expect(client.connected).toBe(true);
});

test('a refused login ends the attempts', async () => {
  const client = await open();
  server.accounts['anna'] = 'changed';
  server.drop();
  const [error] = (await once(client, 'close')) as [{ code: string }];
  expect(error.code).toBe('ERR_CLIENT_LOGIN_REFUSED');
  await expect(client.send('#lobby', 'too late')).rejects.toMatchObject({
    code: 'ERR_CLIENT_CLOSED',
  });
});

test('the delay grows while no server is listening, and messages sent meanwhile are sent afterwards', async () => {
  const client = await open();
  const delays: number[] = [];
  client.on('reconnecting', ({ delayMs }) => delays.push(delayMs));
  await once(client, 'connected');
  await server.close();
  while (delays.length < 3) await once(client, 'reconnecting');
  const sent = client.send('#lobby', 'patient');
  await server.listen();
  await sent;
  expect(server.stored.at(-1)?.text).toBe('patient');
  expect(Math.max(...delays)).toBeLessThanOrEqual(50);
});

test('a server that does not respond is disconnected', async () => {
  const client = await open({ pingIntervalMs: 400, pingTimeoutMs: 400 });
  await once(client, 'connected');
  await client.settled();
  server.hooks.set('PING', () => {});
  const [{ error }] = (await once(client, 'reconnecting')) as [{ error: Error }];
  expect(error.message).toMatch(/has not responded for/);
});

test('a lost connection during the TLS handshake is tried again', async () => {
  const secure = await start({ tls });
  const client = await openOn(secure, { tls: { insecure: true } });
  await once(client, 'connected');
  await secure.close();
  let tries = 0;
  const dying = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.destroy());
    tries += 1;
  }).listen(secure.port, '127.0.0.1');
  while (tries < 2) await once(client, 'reconnecting');
  await promisify(dying.close.bind(dying))();
  await secure.listen();
  const [{ resumed }] = (await once(client, 'connected')) as [{ resumed: boolean }];
  expect(resumed).toBe(true);
});

test('the away status is restored after a reconnect', async () => {
  const client = await open();
  await client.away('tea');
  server.drop();
  await once(client, 'caughtUp');
  await client.settled();
  expect(server.lines.filter((line) => line.includes('AWAY'))).toHaveLength(2);
});

test('a refused away status, now or after a reconnect, does not end the connection', async () => {
  const client = await open();
  let refuses = true;
  server.hooks.set('AWAY', (one, { tags }) => {
    if (!refuses) return false;
    one.send('FAIL AWAY NOT_NOW :Not now', { label: tags.get('label') });
    return true;
  });
  await expect(client.away('tea')).rejects.toMatchObject({ code: 'ERR_CLIENT_REFUSED' });
  server.drop();
  await once(client, 'caughtUp');
  await client.send('#lobby', 'one');
  expect(server.lines.filter((line) => line.includes('AWAY'))).toHaveLength(1);
  refuses = false;
  await client.away('tea');
  refuses = true;
  server.drop();
  await once(client, 'caughtUp');
  await client.send('#lobby', 'two');
  expect(server.lines.filter((line) => line.includes('AWAY'))).toHaveLength(3);
  expect(server.stored.map(({ text }) => text)).toEqual(['one', 'two']);
});

test('history and missed messages are fetched without labels, too', async () => {
  const caps = 'message-tags server-time batch sasl=PLAIN draft/chathistory';
  const unlabelled = await start({ caps });
  const old = await openOn(unlabelled);
  const texts = collect(old);
  await old.settled();
  expect(await old.history('#lobby')).toEqual([]);
  unlabelled.drop();
  await once(old, 'reconnecting');
  unlabelled.post('bea', '#lobby', 'missed');
  await once(old, 'caughtUp');
  expect((await old.history('#lobby')).map(({ text }) => text)).toEqual(['missed']);
  expect(texts).toEqual(['missed']);
});

test('without server timestamps, a feed starts at the last message before the join, not at our clock', async () => {
  server.post('bea', '#lobby', 'long ago');
  server.hooks.set('CAP', (one, { params: [verb, words = ''] }) => {
    if (verb !== 'REQ') return false;
    one.send(`:fake CAP * ${words.includes('server-time') ? 'NAK' : 'ACK'} :${words}`);
    if (!words.includes('server-time')) words.split(' ').forEach((word) => one.caps.add(word));
    return true;
  });
  const client = await open();
  const texts = collect(client);
  await client.settled();
  server.drop();
  await once(client, 'reconnecting');
  server.post('bea', '#lobby', 'missed');
  await once(client, 'caughtUp');
  expect(texts).toEqual(['missed']);
});
