import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
let op: User;
let bea: User;
let now = Date.UTC(2026, 10, 24);

beforeEach(async () => {
  now = Date.UTC(2026, 10, 24);
  chat = await startChat({ hub: { now: () => now, elapsed: () => now } });
  op = await User.enter(chat.port, 'op');
  bea = await User.enter(chat.port, 'bea');
  await op.settled();
});
afterEach(async () => chat[Symbol.asyncDispose]());

/** Logs in as a guest; resolves to the guest and its name. */
async function enterAsGuest(): Promise<[guest: User, name: string]> {
  const guest = await User.connect(chat.port);
  guest.type('guest');
  await guest.sees('/help lists what you can do');
  const entered = await op.sees(' joined (');
  await op.sees('\r\n');
  return [guest, /(Guest-\w+) joined \($/.exec(entered)?.[1] ?? ''];
}

describe('Moderation commands', () => {
  test('/kick closes all sessions of an account with a reason', async () => {
    const second = await User.return(chat.port, 'bea');
    op.type('/kick bea spam');
    await op.sees('left after 0s: kicked by op: spam\r\n-- bea was kicked\r\n');
    for (const one of [bea, second]) {
      expect(await one.closed()).toContain('-- closed: kicked by op: spam');
    }
    expect(chat.hub.stats().closed.kicked).toBe(2);
    await User.return(chat.port, 'bea');
  });

  test('/mute lasts for a time or until /unmute', async () => {
    op.type('/mute bea 10m');
    await op.sees('bea is muted for 10m');
    bea.type('hello', '/msg op hello', '/topic hello');
    expect((await bea.settled()).match(/You are muted for another 10m/g)).toHaveLength(3);
    now += 600_000;
    bea.type('hello again');
    await op.sees('bea: hello again');
    op.type('/mute bea', '/unmute bea', '/unmute bea', '/mute bea soon');
    await op.sees('bea is muted for 10m');
    await op.sees('bea is no longer muted');
    await op.sees('bea is not muted');
    await op.sees('Expected a duration such as 10m, got "soon"');
    op.type('/mute', '/mute bea 10', '/mute bea 0m');
    await op.sees('Missing argument, for example /mute anna 10m');
    await op.sees('Expected a duration such as 30m, 2h or 7d, got "10"');
    await op.sees('Expected a duration longer than 0');
  });

  test('/mute of a guest holds for every guest from the address, until it ends', async () => {
    await chat[Symbol.asyncDispose]();
    chat = await startChat({ guests: true, hub: { now: () => now, elapsed: () => now } });
    op = await User.enter(chat.port, 'op');
    bea = await User.enter(chat.port, 'bea');
    await op.settled();
    const [guest, name] = await enterAsGuest();
    op.type(`/mute ${name} 10m`);
    await op.sees(`${name} is muted for 10m`);
    guest.leave();
    const [again, newName] = await enterAsGuest();
    expect(newName).not.toBe(name);
    again.type('hello', '/topic hello', '/away hello');
    expect((await again.settled()).match(/You are muted for another 10m/g)).toHaveLength(3);
    again.type('/quit hello');
    await op.sees(`${newName} left after 0s\r\n`);
    // Accounts from the address are not muted.
    bea.type('hi');
    await op.sees('bea: hi');

    // The mute is found by the name of a guest who has left, and by that of one who is here.
    op.type(`/unmute ${name}`);
    await op.sees(`${name} is no longer muted`);
    const [third, thirdName] = await enterAsGuest();
    third.type('one');
    await op.sees(`${thirdName}: one`);
    op.type(`/mute ${thirdName} 10m`);
    await op.sees('is muted for');
    const [fourth, fourthName] = await enterAsGuest();
    op.type(`/unmute ${fourthName}`);
    await op.sees(`${fourthName} is no longer muted`);
    fourth.type('two');
    await op.sees(`${fourthName}: two`);

    op.type(`/mute ${fourthName} 10m`);
    await op.sees('is muted for');
    now += 600_000;
    const [fifth, fifthName] = await enterAsGuest();
    fifth.type('three');
    await op.sees(`${fifthName}: three`);
  });

  test('/ban keeps an account out, for a time or until /unban', async () => {
    op.type('/ban bea 1h too loud');
    await op.sees('bea is banned for 1h\r\n');
    expect(await bea.closed()).toContain(
      'closed: banned until 2026-11-24 01:00 UTC by op: too loud',
    );
    const again = await User.connect(chat.port);
    again.type('bea', 'secret-pass');
    expect(await again.closed()).toContain('You are banned until 2026-11-24 01:00 UTC: too loud');
    op.type('/ban', '/unban bea', '/ban');
    await op.sees('bea until 2026-11-24 01:00 UTC, by op: too loud');
    await op.sees('bea is no longer banned');
    await op.sees('nobody is banned');
    (await User.return(chat.port, 'bea')).type('/ban op');
    op.type('/ban bea 1h');
    await op.sees('bea is banned for 1h\r\n');
    now += 3_600_000;
    await User.return(chat.port, 'bea');
  });

  test('/ban rejects a mistyped duration, and is permanent only without one', async () => {
    op.type('/ban bea 10 too loud', '/ban bea 0s', '/ban');
    await op.sees('Expected a duration such as 30m, 2h or 7d, got "10"');
    await op.sees('Expected a duration longer than 0');
    await op.sees('nobody is banned');
    op.type('/ban bea too loud', '/ban');
    await op.sees('bea is banned permanently\r\n');
    await op.sees('bea permanently, by op: too loud');
  });

  test('/ban rejects what is neither a name nor an IP address', async () => {
    op.type('/ban 17', '/ban 127.1', '/ban [bea]', '/ban 7d 1h', '/ban');
    await op.sees('Expected a name or an IP address, got "17", which reads as a number');
    await op.sees('Expected a name or an IP address, got "127.1", which reads as an address');
    await op.sees('Expected a name or an IP address, got "[bea]"');
    await op.sees('Expected a name or an IP address, got "7d", which reads as a duration');
    await op.sees('nobody is banned');
  });

  test('/ban of an address refuses clients from it before the login', async () => {
    op.type('/ban 127.0.0.1');
    expect(await bea.closed()).toContain('-- closed: banned permanently by op');
    const next = await User.connect(chat.port);
    expect(await next.closed()).toBe('!! You are banned permanently\r\n');
  });

  test('/flood changes the flood limits of all users', async () => {
    const carl = await User.connect(chat.port);
    carl.type('carl');
    await carl.sees('carl is new here');
    op.type('/flood 1 0.5');
    await op.sees('users may send 1 line at once, then 0.5 per second');
    bea.type('one', 'two');
    await op.sees('bea: one');
    // The limits hold for a client that was still logging in too.
    carl.type('secret-pass', 'secret-pass', 'three', 'four');
    await op.sees('carl: three');
    op.type('/flood off');
    await op.sees('flood limits are off');
    const seen = () => op.bytes.toString();
    while (!seen().includes('bea: two') || !seen().includes('carl: four')) await op.settled();
    op.type('/flood fast', '/flood 0 0');
    await op.sees('Usage: /flood 10 2');
    await op.sees('Expected `burst` to be a number from 1 to 1000000, got 0');
  });
});
