import { describe, expect, test } from '@jest/globals';
import { MemoryHistory } from '../../src/index.ts';
import { startChat } from '../support/chat-server.ts';
import { IrcUser } from '../support/irc-user.ts';
import { User } from '../support/user.ts';

const caps = ['message-tags', 'server-time', 'batch', 'draft/chathistory', 'standard-replies'];
const at = (second: number): number => Date.UTC(2026, 0, 1, 0, 0, second);
const time = (second: number): string => `timestamp=${new Date(at(second)).toISOString()}`;

/** A history of ten messages in the lobby, one each second; number 5 has three pieces for IRC. */
function history(): MemoryHistory {
  const kept = new MemoryHistory({ maxAgeDays: 36_500 });
  for (let id = 1; id <= 10; id += 1) {
    const text = id === 5 ? 'x'.repeat(1000) : `m${id}`;
    kept.append({ id, at: at(id), conversation: '#lobby', account: 'bea', kind: 'message', text });
  }
  kept.commit();
  return kept;
}

const ids = (lines: readonly string[]): string =>
  lines
    .map((line) => /msgid=([\d-]+)/.exec(line)?.[1])
    .filter(Boolean)
    .join(' ');

describe('CHATHISTORY', () => {
  test.each<[request: string, shown: string]>([
    ['LATEST #lobby * 3', '8 9 10'],
    ['LATEST #lobby msgid=8 10', '9 10'],
    ['LATEST #lobby msgid=2 3', '8 9 10'],
    [`LATEST #lobby ${time(8)} 10`, '9 10'],
    ['BEFORE #lobby msgid=4 2', '2 3'],
    [`BEFORE #lobby ${time(4)} 2`, '2 3'],
    ['AFTER #lobby msgid=7 2', '8 9'],
    [`AFTER #lobby ${time(7)} 2`, '8 9'],
    ['AFTER #lobby msgid=10 5', ''],
    ['AFTER #lobby msgid=5-1-3 2', '5-2-3 5-3-3 6'],
    ['AFTER #lobby msgid=5-3-3 1', '6'],
    ['BEFORE #lobby msgid=5-2-3 2', '4 5-1-3'],
    ['BETWEEN #lobby msgid=2 msgid=5 10', '3 4'],
    ['BETWEEN #lobby msgid=9 msgid=6 10', '7 8'],
    ['BETWEEN #lobby msgid=1 msgid=9 2', '2 3'],
    ['BETWEEN #lobby msgid=9 msgid=1 2', '7 8'],
    [`BETWEEN #lobby ${time(6)} ${time(9)} 10`, '7 8'],
    ['AROUND #lobby msgid=8 3', '7 8 9'],
    [`AROUND #lobby ${time(8)} 2`, '7 8'],
    [`AROUND #lobby ${time(8)} 3`, '7 8 9'],
  ])('%s', async (request, shown) => {
    await using chat = await startChat({ hub: { history: history() } });
    const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
    const lines = await anna.asks(`CHATHISTORY ${request}`);
    expect(lines[0]).toMatch(/^:threadline BATCH \+\w+ chathistory #lobby$/);
    expect(lines.at(-1)).toMatch(/^:threadline BATCH -\w+$/);
    expect(ids(lines)).toBe(shown);
  });

  test.each<[request: string, code: string]>([
    ['LATEST #nowhere * 3', 'INVALID_TARGET'],
    ['NEWEST #lobby * 3', 'UNKNOWN_COMMAND'],
    ['LATEST #lobby', 'NEED_MORE_PARAMS'],
    ['', 'NEED_MORE_PARAMS'],
    ['LATEST #lobby * x', 'INVALID_PARAMS'],
    ['BEFORE #lobby * 3', 'INVALID_PARAMS'],
    ['BEFORE #lobby msgid=x 3', 'INVALID_PARAMS'],
    ['BEFORE #lobby timestamp=2026-99-99T00:00:00Z 3', 'INVALID_PARAMS'],
    ['BETWEEN #lobby msgid=1 3', 'NEED_MORE_PARAMS'],
    ['TARGETS msgid=1 msgid=2 3', 'INVALID_MSGREFTYPE'],
  ])('refuses %j', async (request, code) => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
    const lines = await anna.asks(`CHATHISTORY ${request}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`FAIL CHATHISTORY ${code} `);
  });

  test('returns private messages to their two users, if they are kept', async () => {
    await using chat = await startChat({ hub: { keepPrivate: true } });
    const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
    const bea = await IrcUser.enter(chat.port, 'bea', ...caps);
    const carl = await IrcUser.enter(chat.port, 'carl', ...caps);
    anna.send('PRIVMSG bea :one');
    await bea.sees('one');
    bea.send('PRIVMSG anna :two');
    await anna.sees('two');
    for (const [user, other] of [
      [anna, 'bea'],
      [bea, 'anna'],
    ] as const) {
      const lines = await user.asks(`CHATHISTORY LATEST ${other} * 10`);
      expect(lines.slice(1, -1).map((line) => line.replace(/^.*? :/, ''))).toEqual([
        'anna!anna@user.threadline PRIVMSG bea :one',
        'bea!bea@user.threadline PRIVMSG anna :two',
      ]);
    }
    expect(await carl.asks('CHATHISTORY LATEST anna * 10')).toHaveLength(2);
    const now = new Date(Date.now() + 60_000).toISOString();
    const targets = await anna.asks(
      `CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00Z timestamp=${now} 10`,
    );
    expect(targets[0]).toContain('draft/chathistory-targets');
    expect(targets[1]).toMatch(/CHATHISTORY TARGETS bea \d{4}-/);
    expect(targets).toHaveLength(3);
  });
});

describe('A joining client', () => {
  test('receives the last messages in a batch with their times', async () => {
    await using chat = await startChat({ hub: { history: history(), replay: 2 } });
    const user = await IrcUser.connect(chat.port);
    user.send('CAP REQ :batch server-time', 'NICK anna', 'USER x 0 * :x');
    user.send('REGISTER * * secret-pass', 'CAP END');
    await user.sees(' 366 ');
    const lines = (await user.settled()).split('\r\n').slice(1, -1);
    expect(lines[0]).toMatch(/BATCH \+(\w+) chathistory #lobby$/);
    expect(lines[1]).toMatch(
      /^@time=2026-01-01T00:00:09\.000Z;batch=\w+ :bea!bea@user\.threadline PRIVMSG #lobby :m9$/,
    );
    expect(lines).toHaveLength(4);
  });

  test('without server-time receives the times in the text', async () => {
    await using chat = await startChat({ hub: { history: history(), replay: 2 } });
    const user = await IrcUser.connect(chat.port);
    user.send('NICK anna', 'USER x 0 * :x', 'REGISTER * * secret-pass');
    await user.sees(' 366 ');
    const lines = (await user.settled()).split('\r\n').slice(1, -1);
    expect(lines.map((line) => line.replace(/^:\S+ /, ''))).toEqual([
      'NOTICE #lobby :--- last 2 messages in #lobby (times in UTC) ---',
      'PRIVMSG #lobby :[2026-01-01 00:00] m9',
      'PRIVMSG #lobby :[2026-01-01 00:00] m10',
      'NOTICE #lobby :--- now ---',
    ]);
  });

  test('messages of text clients are in the history of IRC clients', async () => {
    await using chat = await startChat();
    const bea = await User.enter(chat.port, 'bea');
    bea.type('by hand', '/me waves');
    await bea.settled();
    const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
    const lines = await anna.asks('CHATHISTORY LATEST #lobby * 10');
    expect(lines.slice(1, -1).map((line) => line.replace(/^.*? :/, ''))).toEqual([
      'bea!bea@user.threadline PRIVMSG #lobby :by hand',
      'bea!bea@user.threadline PRIVMSG #lobby :\x01ACTION waves\x01',
    ]);
  });
});
