import { afterEach, describe, expect, test } from '@jest/globals';
import { defaultFlood } from '../src/index.ts';
import { type ChatServer, startChat } from './support/chat-server.ts';
import { IrcUser } from './support/irc-user.ts';
import { User } from './support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

/** A rate too low to refill within a test. */
const never = 0.0001;

/** Counts the received lines of one user up to a line of another. */
async function linesOf(name: string, observer: User, other: User): Promise<number> {
  await other.settled();
  other.type('end');
  const seen = await observer.sees('end\r\n');
  return seen.split(`${name}: line`).length - 1;
}

describe('The flood limits of an account', () => {
  test('are shared by all its connections and survive a reconnect', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, burst: 5, perSecond: never } } });
    const bea = await User.enter(chat.port, 'bea');
    const carl = await User.enter(chat.port, 'carl');
    const come = async (round: number): Promise<User> => {
      const anna =
        round === 0 ? await User.enter(chat.port, 'anna') : await User.return(chat.port, 'anna');
      anna.type(...[0, 1, 2, 3].map((index) => `line ${round} ${index}`));
      return anna;
    };
    const first = await come(0);
    await first.settled();
    first.leave();
    const second = await come(1);
    await carl.sees('anna: line 1 0\r\n');
    second.leave();
    const third = await come(2);
    // Enough time for lines that do not wait.
    for (let round = 0; round < 5; round += 1) await carl.settled();
    third.leave();
    expect(await linesOf('anna', bea, carl)).toBe(5);
  });

  test('slow down all its connections together; beyond a burst of debt lines are refused', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, burst: 5, perSecond: never } } });
    const bea = await User.enter(chat.port, 'bea');
    const carl = await User.enter(chat.port, 'carl');
    const annas = [await User.enter(chat.port, 'anna')];
    for (let more = 0; more < 7; more += 1) annas.push(await User.return(chat.port, 'anna'));
    const lines = Array.from({ length: 5 }, (_, index) => `line ${index}`);
    for (const anna of annas) anna.type(...lines);
    const refused = await Promise.any(annas.map((anna) => anna.sees('you send too much at once')));
    expect(refused).toContain('!! Not done');
    // At most the burst and one more burst of debt.
    expect(await linesOf('anna', bea, carl)).toBeLessThanOrEqual(10);
  });

  test('close its sessions after too many refusals', async () => {
    const flood = { ...defaultFlood, burst: 50, perSecond: never, maxDropped: 20 };
    chat = await startChat({ hub: { flood } });
    const annas = [await User.enter(chat.port, 'anna')];
    for (let more = 0; more < 7; more += 1) annas.push(await User.return(chat.port, 'anna'));
    for (const anna of annas) anna.type(...Array.from({ length: 50 }, () => 'line'));
    const [first] = await Promise.all([
      Promise.any(annas.map((anna) => anna.closed())),
      Promise.any(annas.map((anna) => anna.sees('closed: flooding'))),
    ]);
    expect(first).toBeDefined();
    expect(chat.hub.stats().closed.flood).toBeGreaterThan(0);
  });

  test('apply to logins too: a refused login does not notify other clients', async () => {
    chat = await startChat({ hub: { flood: defaultFlood } });
    const bea = await User.enter(chat.port, 'bea');
    await (await User.enter(chat.port, 'anna')).settled();
    let refused = '';
    let came = 1;
    // Forty at once, plus the logins that would wait for at most twenty seconds.
    for (; came < 100 && refused === ''; came += 1) {
      const anna = await User.connect(chat.port);
      anna.type('anna', 'secret-pass', '/quit');
      if (came < 40) await anna.sees('/help lists');
      else if (came >= 50) refused = await anna.sees('You come and go too often: try again in');
      if (came < 40 || refused) await anna.closed();
    }
    expect(refused).toContain('!! ');
    const seen = await bea.settled();
    expect(seen.match(/-- anna joined/g)?.length).toBeLessThanOrEqual(41);
  });

  test('do not delay an IRC client that joins twelve rooms with MODE and WHO each, and never delay PONG', async () => {
    chat = await startChat({ hub: { flood: { ...defaultFlood, perSecond: never } } });
    const anna = await IrcUser.enter(chat.port, 'anna');
    const rooms = Array.from({ length: 12 }, (_, index) => `#room${index}`);
    anna.send(...rooms.flatMap((room) => [`JOIN ${room}`, `MODE ${room}`, `WHO ${room}`]));
    await anna.sees('315 anna #room11');
  });

  test('do not apply when they are off', async () => {
    chat = await startChat();
    const bea = await User.enter(chat.port, 'bea');
    await User.enter(chat.port, 'anna');
    for (let round = 0; round < 60; round += 1) {
      const anna = await User.return(chat.port, 'anna');
      anna.type('line', 'line', '/quit');
      await anna.closed();
    }
    const carl = await User.enter(chat.port, 'carl');
    expect(await linesOf('anna', bea, carl)).toBe(120);
  });
});
