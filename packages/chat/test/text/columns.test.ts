import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

const longest = (text: string): number =>
  Math.max(...text.split('\r\n').map((line) => line.length));

describe('At 80 columns', () => {
  test('wraps the lines of the server between words', async () => {
    chat = await startChat();
    const op = await User.enter(chat.port, 'operator-with-long-name');
    const topic = 'all about gardens, and what grows in them '.repeat(6).trim();
    op.type('/help', '/join garden-of-earthly-delights', `/topic ${topic}`, '/rooms', '/help ban');
    const members = Array.from({ length: 12 }, (_, index) =>
      User.enter(chat.port, `member-with-long-name-${index}`),
    );
    await Promise.all(members);
    op.type('/who lobby', '/join lobby', '/who');
    const seen = await op.settled();
    expect(seen).toContain('  /ban [name | address] [7d] [reason]\r\n');
    expect(seen.replace(/\s+/g, ' ')).toContain(`topic: ${topic}`.slice(7));
    expect(longest(seen)).toBeLessThanOrEqual(78);
    expect(seen).toMatch(/^-- in #lobby \(13\): member-with-long-name-0, [^]*\r\n {3}member-/m);
  });

  test('sends messages as one line to nc, and wraps them to the window of telnet', async () => {
    chat = await startChat();
    const anna = await User.enter(chat.port, 'anna');
    const nc = await User.enter(chat.port, 'bea');
    const telnet = await User.enter(chat.port, 'carl');
    telnet.socket.write(Buffer.from([255, 251, 31, 255, 250, 31, 0, 40, 0, 24, 255, 240]));
    await telnet.settled();
    await telnet.sees('the commands\r\n');
    const text = 'a message that is longer than forty columns, and is said to all';
    anna.type(text, `/msg carl ${text}`);
    await nc.sees(`anna: ${text}\r\n`);
    expect(await telnet.sees('to all\r\n')).toBe(
      'anna: a message that is longer than\r\n   forty columns, and is said to all\r\n',
    );
    expect(longest(await telnet.sees(' all\r\n'))).toBeLessThan(40);
  });
});
