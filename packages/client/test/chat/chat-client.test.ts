import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { ChatClient, ChatEvents, ChatMessage } from '../../src/index.ts';
import { useServer } from '../support/use-server.ts';

const { start, open } = useServer();
const noCaps = { caps: 'sasl=PLAIN' };

describe('ChatClient.send()', () => {
  test('resolves to the id when the server has echoed the message, which is also emitted', async () => {
    const client = await open(await start());
    const heard = once(client, 'message');
    expect(await client.send('#lobby', 'hello: you')).toEqual({ ids: ['m1'] });
    const [message] = (await heard) as [ChatMessage];
    expect(message).toMatchObject({
      id: 'm1',
      from: 'anna',
      room: '#lobby',
      text: 'hello: you',
      own: true,
      past: false,
    });
  });

  test('sends a long text as several lines, in order', async () => {
    const server = await start();
    const client = await open(server);
    const text = Array.from({ length: 300 }, (_, n) => `word${n}`).join(' ');
    const { ids } = await client.send('#lobby', text);
    expect(ids.length).toBeGreaterThan(3);
    expect(server.stored.map((stored) => stored.text).join(' ')).toBe(text);
  });

  test('keeps the order of many lines, with a limited number unconfirmed', async () => {
    const server = await start();
    const client = await open(server);
    let most = 0;
    const held: (() => void)[] = [];
    server.hooks.set('PRIVMSG', (one, { params, tags }) => {
      held.push(() =>
        server.deliver(one, server.store('anna', params[0] ?? '', params[1] ?? '', 'PRIVMSG'), {
          label: tags.get('label'),
        }),
      );
      most = Math.max(most, held.length);
      setImmediate(() => held.shift()?.());
    });
    await Promise.all(Array.from({ length: 100 }, (_, n) => client.send('#lobby', `line ${n}`)));
    expect(server.stored.map(({ text }) => text)).toEqual(
      Array.from({ length: 100 }, (_, n) => `line ${n}`),
    );
    expect(most).toBeLessThanOrEqual(16);
  });

  test('is complete when settled() resolves, including queued lines', async () => {
    const server = await start();
    const client = await open(server);
    const sending = Array.from({ length: 100 }, (_, n) => client.send('#lobby', `line ${n}`));
    await client.settled();
    expect(server.stored).toHaveLength(100);
    await Promise.all(sending);
  });

  test('rejects if the server refuses, with its reply', async () => {
    const client = await open(await start());
    await expect(client.send('ghost', 'boo')).rejects.toMatchObject({
      code: 'ERR_CLIENT_REFUSED',
      reply: { code: '401', text: 'No such nick' },
    });
  });

  test('resolves at once if the server does not confirm messages', async () => {
    const server = await start(noCaps);
    const client = await open(server);
    expect(await client.send('#lobby', 'hello')).toEqual({ ids: [] });
    await client.settled();
    expect(server.stored.map(({ text }) => text)).toEqual(['hello']);
  });

  test('cannot inject a second line, and rejects an invalid target', async () => {
    const server = await start();
    const client = await open(server);
    await client.send('#lobby', 'one\r\nQUIT :two\0');
    expect(server.stored.map(({ text }) => text)).toEqual(['one', 'QUIT :two']);
    for (const target of ['', 'a b', 'a,b', ':a', 'a\nQUIT']) {
      await expect(client.send(target, 'x')).rejects.toMatchObject({ code: 'ERR_CLIENT_INVALID' });
    }
    await expect(client.send('#lobby', '\n')).rejects.toMatchObject({ code: 'ERR_CLIENT_INVALID' });
  });

  test('rejects if our name on the server leaves no room for text', async () => {
    const server = await start();
    server.hooks.set('USER', (one) => {
      one.welcomed = true;
      one.nick = 'n'.repeat(600);
      return false;
    });
    server.hooks.set('CAP', (one, { params: [verb] }) => {
      if (verb === 'END') one.send(`:fake 001 ${one.nick} :Welcome`);
      return verb === 'END';
    });
    const client = await open(server);
    for (const text of ['hi', '😀']) {
      await expect(client.send('#lobby', text)).rejects.toMatchObject({
        code: 'ERR_CLIENT_INVALID',
        message: 'Our name and the target leave no room for text',
      });
    }
  });

  test('sends an action', async () => {
    const server = await start();
    const client = await open(server);
    const heard = once(client, 'message');
    await client.action('#lobby', 'waves');
    expect(((await heard) as [ChatMessage])[0]).toMatchObject({ kind: 'action', text: 'waves' });
    expect(server.stored[0]?.text).toBe('\x01ACTION waves\x01');
  });
});

describe.each([
  ['with labels', {}],
  ['on a server without capabilities', noCaps],
])('%s', (_, caps) => {
  test('joins, queries and leaves rooms', async () => {
    const server = await start(caps);
    const client = await open(server);
    const bea = await open(server, { account: 'bea' });
    await Promise.all([client.settled(), bea.settled()]);
    await client.join('#tea');
    expect(client.rooms).toEqual(['#lobby', '#tea']);
    expect((await client.names('#lobby')).map(({ name }) => name)).toEqual(['anna', 'bea']);
    expect(client.members('#LOBBY').map(({ name }) => name)).toEqual(['anna', 'bea']);
    expect(await client.list()).toContainEqual({ room: '#tea', members: 1, topic: 'tea' });
    const topic = once(client, 'topic') as Promise<ChatEvents['topic']>;
    await client.setTopic('#tea', 'green or black');
    expect((await topic)[0]).toMatchObject({ room: '#tea', topic: 'green or black', by: 'anna' });
    expect(client.topic('#tea')).toBe('green or black');
    await client.part('#tea');
    expect(client.rooms).toEqual(['#lobby']);
  });

  test('emits the refusal of a room from the options as a reply, once', async () => {
    const server = await start(caps);
    server.hooks.set('JOIN', (one, { params: [room = ''], tags }) => {
      if (room !== '#ops') return false;
      one.send(':fake 473 anna #ops :Cannot join channel (+i)', { label: tags.get('label') });
      return true;
    });
    const client = await open(server, { rooms: ['#ops', '#tea'] });
    const replies: string[][] = [];
    client.on('reply', ({ command, params }) => replies.push([command, ...params]));
    await client.settled();
    expect(replies.filter(([command]) => command === '473')).toEqual([
      ['473', 'anna', '#ops', 'Cannot join channel (+i)'],
    ]);
    expect(client.rooms).toEqual(['#lobby', '#tea']);
  });

  test('whois() resolves to a user, or rejects if there is none', async () => {
    const server = await start(caps);
    const client = await open(server);
    expect(await client.whois('anna')).toMatchObject({
      name: 'anna',
      user: 'user',
      host: 'host',
      realName: 'Real anna',
      idleSeconds: 61,
      rooms: ['@#lobby', '#tea'],
    });
    await expect(client.whois('ghost')).rejects.toMatchObject({ reply: { code: '401' } });
    await expect(client.command('DANCE')).rejects.toMatchObject({
      code: expect.stringMatching(/ERR_CLIENT_(UNSUPPORTED|REFUSED)/) as unknown,
    });
  });
});

describe('ChatClient.history()', () => {
  test('returns parts of the history, oldest first, and emits no events for them', async () => {
    const server = await start({ historyMax: 3 });
    for (let n = 1; n <= 6; n += 1) server.post('bea', '#lobby', `past ${n}`);
    const client = await open(server);
    const texts: string[] = [];
    client.on('message', ({ text }) => texts.push(text));
    const latest = await client.history('#lobby');
    expect(latest.map(({ text, past }) => [text, past])).toEqual([
      ['past 4', true],
      ['past 5', true],
      ['past 6', true],
    ]);
    const before = await client.history('#lobby', { before: latest[0]?.id ?? '', limit: 2 });
    expect(before.map(({ text }) => text)).toEqual(['past 2', 'past 3']);
    const after = await client.history('#lobby', { after: server.stored[0]?.id ?? '' });
    expect(after.map(({ text }) => text)).toEqual(['past 2', 'past 3', 'past 4']);
    const between = await client.history('#lobby', {
      after: new Date(server.stored[0]?.time ?? ''),
      before: server.stored[3]?.id ?? '',
    });
    expect(between.map(({ text }) => text)).toEqual(['past 2', 'past 3']);
    expect(texts).toEqual([]);
  });

  test('rejects if there is no history, or if the server refuses', async () => {
    const plain = await open(await start(noCaps));
    await expect(plain.history('#lobby')).rejects.toMatchObject({ code: 'ERR_CLIENT_UNSUPPORTED' });
    const server = await start();
    server.hooks.set('CHATHISTORY', (client, { tags }) =>
      client.send('FAIL CHATHISTORY INVALID_TARGET LATEST #x :No access', {
        label: tags.get('label'),
      }),
    );
    const client = await open(server);
    await expect(client.history('#x')).rejects.toMatchObject({
      reply: { code: 'INVALID_TARGET', text: 'No access' },
    });
  });
});

describe('for await', () => {
  test('yields messages from now on, in order, and ends with the client', async () => {
    const server = await start();
    const client = await open(server);
    const texts: string[] = [];
    const reading = (async () => {
      for await (const { text } of client) texts.push(text);
    })();
    await client.settled();
    for (let n = 1; n <= 5; n += 1) server.post('bea', '#lobby', `live ${n}`);
    await client.settled();
    await client.close();
    await reading;
    expect(texts).toEqual(['live 1', 'live 2', 'live 3', 'live 4', 'live 5']);
  });

  test('drops the oldest messages if the reader is too slow, and counts them', async () => {
    const server = await start();
    const client = await open(server);
    const messages = client.messages({ maxWaiting: 2 });
    await client.settled();
    for (let n = 1; n <= 5; n += 1) server.post('bea', '#lobby', `live ${n}`);
    await client.settled();
    expect(messages.dropped).toBe(3);
    expect((await messages.next()).value).toMatchObject({ text: 'live 4' });
  });

  test('ends with the error the client ended with', async () => {
    const server = await start();
    const client = await open(server, { reconnect: false });
    const next = client.messages().next();
    await client.settled();
    server.drop();
    await expect(next).rejects.toMatchObject({ code: 'ERR_CLIENT_LOST' });
    expect(await client.messages().next()).toEqual({ done: true, value: undefined });
  });
});

describe('the end of a client', () => {
  test('close() sends QUIT, is idempotent, and nothing is sent afterwards', async () => {
    const server = await start();
    const client = await open(server);
    const closed = once(client, 'close');
    await Promise.all([client.close('so long'), client.close()]);
    expect(await closed).toEqual([undefined]);
    expect(server.lines).toContain('QUIT :so long');
    await expect(client.send('#lobby', 'x')).rejects.toMatchObject({ code: 'ERR_CLIENT_CLOSED' });
    await expect(client.list()).rejects.toMatchObject({ code: 'ERR_CLIENT_CLOSED' });
  });

  test.each<[string, (client: ChatClient, controller: AbortController) => void]>([
    ['terminate() ends', (client) => client.terminate()],
    ['the signal ends', (_, controller) => controller.abort()],
  ])('%s a pending close() at once', async (_, end) => {
    const server = await start();
    server.hooks.set('QUIT', () => {});
    const controller = new AbortController();
    const client = await open(server, { signal: controller.signal });
    await client.settled();
    const closed = once(client, 'close');
    const closing = client.close();
    end(client, controller);
    await nextTurn();
    expect(client.connected).toBe(false);
    expect(await closed).toEqual([undefined]);
    await closing;
  });

  test('the signal ends it at once, also while it waits to reconnect', async () => {
    const server = await start();
    const controller = new AbortController();
    const client = await open(server, {
      signal: controller.signal,
      reconnect: { initialDelayMs: 60_000 },
    });
    await once(client, 'connected');
    server.drop();
    await once(client, 'reconnecting');
    controller.abort();
    const [error] = (await once(client, 'close')) as [{ code: string }];
    expect(error.code).toBe('ERR_CLIENT_ABORTED');
  });

  test('a request without a response rejects after the time limit, and a late response is ignored', async () => {
    const server = await start();
    const client = await open(server, { requestTimeoutMs: 800 });
    await client.settled();
    let late = (): void => {};
    server.hooks.set('LIST', (one, { tags }) => {
      late = () => one.send(':fake 323 anna :End', { label: tags.get('label') });
    });
    await expect(client.list()).rejects.toMatchObject({ code: 'ERR_CLIENT_TIMEOUT' });
    late();
    await client.settled();
  });
});

test('ChatClient emits events in rooms, and tracks the state', async () => {
  const server = await start();
  const client = await open(server);
  await client.settled();
  const events: string[] = [];
  client.on('join', ({ name, room }) => events.push(`${name} into ${room}`));
  client.on('part', ({ name, by, reason }) => events.push(`${name} out, by ${by}: ${reason}`));
  client.on('presence', ({ state, name, newName, rooms }) =>
    events.push(`${name} ${state} ${newName} ${rooms.join()}`),
  );
  const [one] = server.clients;
  for (const line of [
    ':carl!c@h JOIN #lobby',
    ':carl!c@h AWAY :tea',
    ':carl!c@h AWAY',
    ':carl!c@h NICK karl',
    ':bea!b@h KICK #lobby karl :enough',
    ':bea!b@h JOIN #lobby bea :Bea',
    ':bea!b@h QUIT :bye',
    ':anna!a@h NICK anne',
    ':bea!b@h KICK #lobby anne :you too',
  ]) {
    one?.send(line);
  }
  await client.settled();
  expect(events).toEqual([
    'carl into #lobby',
    'carl away undefined #lobby',
    'carl back undefined #lobby',
    'carl renamed karl #lobby',
    'karl out, by bea: enough',
    'bea into #lobby',
    'bea gone undefined #lobby',
    'anna renamed anne #lobby',
    'anne out, by bea: you too',
  ]);
  expect([client.name, client.rooms]).toEqual(['anne', []]);
});

test('ChatClient emits a message that arrives twice only once, such as one to itself', async () => {
  const server = await start();
  const client = await open(server);
  const texts: string[] = [];
  client.on('message', ({ text }) => texts.push(text));
  await client.settled();
  const stored = server.store('anna', 'anna', 'note', 'PRIVMSG');
  const [one] = server.clients;
  if (one !== undefined) for (let n = 0; n < 2; n += 1) server.deliver(one, stored);
  await client.settled();
  expect(texts).toEqual(['note']);
});

test('ChatClient.logOut() revokes the tokens of the account and closes without reconnecting', async () => {
  const server = await start();
  server.tokens.set('t1', 'anna');
  const client = await open(server);
  const closed = once(client, 'close');
  expect(await client.logOut()).toBe(1);
  expect(await closed).toEqual([undefined]);
  expect([server.tokens.size, client.connected]).toEqual([0, false]);
});

test('ChatClient.logOut() rejects and stays connected if the server cannot revoke tokens', async () => {
  const server = await start();
  server.hooks.set('LOGOUT', (client, { tags }) =>
    client.send(':fake 421 anna LOGOUT :Unknown command', { label: tags.get('label') }),
  );
  const client = await open(server);
  await expect(client.logOut()).rejects.toMatchObject({ code: 'ERR_CLIENT_UNSUPPORTED' });
  expect(await client.send('#lobby', 'still here')).toEqual({ ids: ['m1'] });
});
