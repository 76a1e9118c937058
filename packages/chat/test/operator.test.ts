import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Hub, MemoryHistory } from '../src/index.ts';
import { type ChatServer, startChat } from './support/chat-server.ts';
import { enterRequest } from './support/thread.ts';
import { User } from './support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

const at = Date.UTC(2026, 10, 24);

describe('Hub methods', () => {
  test('Hub.rooms() counts the members of each room, largest first', async () => {
    chat = await startChat();
    expect(chat.hub.rooms()).toEqual([]);
    const anna = await User.enter(chat.port, 'anna');
    await User.enter(chat.port, 'bea');
    anna.type('/join garden', '/topic apples');
    await anna.settled();
    anna.type('/topic');
    await anna.sees('apples');
    expect(chat.hub.rooms()).toEqual([
      { name: 'lobby', members: 2 },
      { name: 'garden', members: 1, topic: 'apples' },
    ]);
  });

  test('Hub.ban() closes the matching sessions and refuses new ones until Hub.unban()', async () => {
    chat = await startChat({ hub: { now: () => at, elapsed: () => at } });
    const anna = await User.enter(chat.port, 'anna');
    const bea = await User.enter(chat.port, 'bea');
    chat.hub.ban('Bea', { forMs: 3_600_000, reason: 'too\x1b[31m loud' });
    expect(await bea.closed()).toContain(
      '-- closed: banned until 2026-11-24 01:00 UTC by console: too[31m loud\r\n',
    );
    await anna.sees('bea left after 0s: banned until 2026-11-24 01:00 UTC by console: too');
    expect(chat.hub.bans()).toEqual([
      { target: 'Bea', by: 'console', reason: 'too[31m loud', until: at + 3_600_000 },
    ]);
    const again = await User.connect(chat.port);
    again.type('bea', 'secret-pass');
    expect(await again.closed()).toContain('You are banned until 2026-11-24 01:00 UTC: too');
    expect([chat.hub.unban('bea'), chat.hub.unban('bea')]).toEqual([true, false]);
    await User.return(chat.port, 'bea');
    chat.hub.ban('127.0.0.1');
    expect(await anna.closed()).toContain('banned permanently by console');
    expect(chat.hub.bans()).toMatchObject([{ target: '127.0.0.1', until: undefined }]);
    for (const bad of [() => chat.hub.ban(' '), () => chat.hub.ban('x', { forMs: 0 })]) {
      expect(bad).toThrow(expect.objectContaining({ code: 'ERR_CHAT_BAD_INPUT' }));
    }
  });

  test('Hub.trace() logs the path of each message without its text', async () => {
    const logged: string[] = [];
    const log = (level: string, message: string) => void logged.push(`${level} ${message}`);
    const history = new MemoryHistory();
    chat = await startChat({ hub: { history, log } });
    const { port1, port2 } = new MessageChannel();
    chat.hub.attach(port1, 999);
    port2.postMessage({
      type: 'turn',
      seen: 0,
      actions: [
        {
          type: 'request',
          id: 1,
          request: enterRequest('x'),
        },
      ],
    });
    const anna = await User.enter(chat.port, 'anna');
    anna.type('before', '/who');
    await anna.sees('in #lobby (2)');
    chat.hub.trace(true);
    anna.type('secret words', '/join garden', 'more of them', '/who');
    await anna.sees('in #garden (1)');
    const commit = history.commit.bind(history);
    history.commit = () => {
      history.commit = commit;
      throw new Error('disk is full');
    };
    anna.type('lost');
    await anna.sees('Not sent');
    chat.hub.trace(false);
    anna.type('after', '/who');
    await anna.sees('in #garden (1)');
    port2.close();
    const own = /thread (\d+), kept/.exec(logged[0] ?? '')?.[1];
    expect(logged).toEqual([
      `info ordered #2 in #lobby: posted by thread ${own}, kept, delivered to threads ${own}, 999 (2 members)`,
      `info ordered #3 in #garden: posted by thread ${own}, kept, delivered to thread ${own} (1 member)`,
      'error history not written',
      `info ordered #4 in #garden: posted by thread ${own}, could not be kept, delivered to nobody`,
      'info history written again',
    ]);
  });

  test('have no effect on a closed Hub', async () => {
    chat = await startChat();
    const hub = new Hub({ history: new MemoryHistory() });
    hub.close();
    hub.announce('late');
    hub.applyAccountChanges([{ type: 'cleared', version: 1 }]);
    expect(hub.rooms()).toEqual([]);
    await new Promise(setImmediate);
  });
});
