import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commands } from '../../src/irc/commands.ts';
import { MemoryHistory } from '../../src/index.ts';
import { startChat } from '../support/chat-server.ts';
import { IrcUser } from '../support/irc-user.ts';

/** What no line may hold: controls but the mark of CTCP, what reorders, what is not seen. */
/* eslint-disable no-control-regex */
const hostile =
  /[\x00\x02-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]/;
/* eslint-enable no-control-regex */

const caps = [
  'message-tags',
  'server-time',
  'batch',
  'echo-message',
  'labeled-response',
  'setname',
];
const word = fc.oneof(
  fc.constantFrom('#lobby', 'anna', 'bea', '*', 'msgid=1', 'timestamp=x', '0', '\x1b[2J', 'a,b'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/[\r\n]/g, '')),
);
const names = [...commands.keys()].filter((name) => name !== 'QUIT' && name !== 'LOGOUT');
const line = fc
  .tuple(
    fc.option(fc.string({ maxLength: 10 }), { nil: undefined }),
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: word }),
    fc.array(word, { maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, '')),
  )
  .map(([label, name, params, last]) => {
    const tags = label === undefined ? '' : `@label=${label.replace(/[; \r\n]/g, '')} `;
    return `${tags}${[name, ...params].join(' ')} :${last}`;
  });

test('responses to any input are well-formed lines without control characters', async () => {
  const evil = '\x1b[31mred\x9b\u202e\u200b\x07';
  const history = new MemoryHistory();
  history.append({
    id: 1,
    at: 1,
    conversation: '#lobby',
    account: 'bea',
    kind: 'action',
    text: evil,
  });
  history.commit();
  await using chat = await startChat({ hub: { history, motd: [evil] } });
  const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
  const bea = await IrcUser.enter(chat.port, 'bea');
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 10 }), async (lines) => {
      anna.send(...lines, 'JOIN #lobby', 'CAP REQ :batch labeled-response');
      await anna.settled();
      await bea.settled();
    }),
    { numRuns: 300 },
  );
  for (const { bytes } of [anna, bea]) {
    for (const text of bytes.toString().split('\r\n')) {
      expect(text).not.toMatch(hostile);
      expect(Buffer.byteLength(text.replace(/^@\S* /, ''))).toBeLessThanOrEqual(510);
    }
  }
  expect(chat.logged.filter(({ level }) => level === 'error')).toEqual([]);
});
