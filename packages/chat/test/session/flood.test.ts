import { afterEach, describe, expect, test } from '@jest/globals';
import { defaultFlood } from '../../src/index.ts';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

function lines(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`);
}

describe('FloodGuard', () => {
  test('delays a paste of forty lines, which arrives complete and in order', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, perSecond: 100 } } });
    const [anna, bea] = [await User.enter(chat.port, 'anna'), await User.enter(chat.port, 'bea')];
    await bea.settled();
    const start = performance.now();
    anna.type(...lines(40));
    expect(await bea.sees('anna: line 40\r\n')).toBe(
      lines(40)
        .map((line) => `anna: ${line}\r\n`)
        .join(''),
    );
    expect(performance.now() - start).toBeGreaterThan(250);
    await anna.settled();
    expect(anna.bytes.toString()).not.toContain('dropped');
  });

  test('drops lines beyond the limit, and says how many', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, perSecond: 500, maxWaiting: 20 } } });
    const [anna, bea] = [await User.enter(chat.port, 'anna'), await User.enter(chat.port, 'bea')];
    await bea.settled();
    anna.type(...lines(100));
    await anna.sees('Too fast: 20 lines are waiting, further lines are dropped');
    const told = await anna.sees(' lines were dropped');
    const dropped = Number(/(\d+) lines were dropped/.exec(told)?.[1]);
    anna.type('end');
    const seen = await bea.sees('anna: end\r\n');
    expect(seen.split('\r\n').length - 2).toBe(100 - dropped);
    expect(seen).toContain('anna: line 1\r\nanna: line 2\r\n');
  });

  test('closes, logs and counts a client that keeps flooding', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, maxDropped: 50 } } });
    const [anna, bea] = [await User.enter(chat.port, 'anna'), await User.enter(chat.port, 'bea')];
    anna.type(...lines(1000));
    expect(await anna.closed()).toContain('Closed: you sent too many lines at once');
    await bea.sees(': flooding\r\n');
    expect(chat.hub.stats().closed.flood).toBe(1);
    expect(chat.logged.filter(({ level }) => level === 'warn')).toMatchObject([
      { message: 'client closed: flooding' },
    ]);
  });

  test('delivers ten thousand lines when the limits are off', async () => {
    chat = await startChat();
    const [anna, bea] = [await User.enter(chat.port, 'anna'), await User.enter(chat.port, 'bea')];
    await bea.settled();
    anna.type(...lines(10_000));
    const seen = await bea.sees('anna: line 10000\r\n');
    expect(seen.split('\r\n')).toHaveLength(10_001);
  });
});
