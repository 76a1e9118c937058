import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryHistory } from '../src/index.ts';
import { startChat } from './support/chat-server.ts';
import { User } from './support/user.ts';

/** Characters that must not reach a terminal: controls except TAB, CR and LF; bidi controls; invisible ones. */
/* eslint-disable no-control-regex */
const hostile =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/;

const nasty = fc.constantFrom(
  '\x1b[2J',
  '\x1b]0;owned\x07',
  '\x9b31m',
  '\x07\x08\x7f',
  '\u202e\u2066',
  '\u200b\ufeff',
  '\x1b[6n',
  '\x0e',
);
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('').replace(/[\r\n\0]/g, ' '));

test('no control sequence from any source reaches a terminal', async () => {
  // A history, accounts and a message of the day with unsafe content.
  const history = new MemoryHistory();
  const evil = '\x1b[31mred\x9b\u202e\u200b\x07';
  history.append({
    id: 1,
    at: 1,
    conversation: '#lobby',
    account: evil,
    kind: 'message',
    text: evil,
  });
  history.keep('topic', 'lobby', JSON.stringify({ text: evil, by: evil }));
  history.commit();
  await using chat = await startChat({ hub: { history, motd: [evil] }, greeting: evil });
  chat.accounts.passwords.set(evil, 'secret-pass');
  const anna = await User.enter(chat.port, 'anna');
  const bea = await User.enter(chat.port, 'bea');
  chat.hub.announce(evil);

  const commands = [
    ...['', '/me ', '/msg bea ', '/topic ', '/away ', '/whois ', '/join ', '/who ', '/search '],
    ...['/ignore ', '/unignore ', '/history ', '/help ', '/', '/part lobby ', '/msg '],
  ];
  const line = fc.tuple(fc.constantFrom(...commands), text).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 10 }), async (lines) => {
      anna.type(...lines, '/join lobby', '/rooms', '/history', '/whois anna');
      await anna.settled();
      bea.type('/history', '/whois anna');
      await bea.settled();
      expect(anna.bytes.toString()).not.toMatch(hostile);
      expect(bea.bytes.toString()).not.toMatch(hostile);
      anna.bytes = Buffer.alloc(0);
      bea.bytes = Buffer.alloc(0);
    }),
    { numRuns: 60 },
  );

  const stranger = await User.connect(chat.port);
  stranger.type(`x${evil}`, `${evil}`, 'carl', evil, evil, evil, evil);
  stranger.socket.end();
  await stranger.closed();
  expect(stranger.bytes.toString()).not.toMatch(hostile);
  expect(JSON.stringify(chat.logged)).not.toMatch(/\\u001b|\\u009b/);
});
