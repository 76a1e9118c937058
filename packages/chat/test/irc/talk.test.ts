import { describe, expect, test } from '@jest/globals';
import { startChat } from '../support/chat-server.ts';
import { IrcUser } from '../support/irc-user.ts';
import { User } from '../support/user.ts';

const all = [
  ...['message-tags', 'server-time', 'batch', 'echo-message', 'labeled-response', 'account-tag'],
  ...['extended-join', 'away-notify', 'setname', 'standard-replies', 'draft/chathistory'],
];
const withoutTimes = (lines: string[]): string[] =>
  lines.map((line) =>
    line
      .replace(/time=[^;]+;/, '')
      .replace(/BATCH ([+-])\w+/, 'BATCH $1B')
      .replace(/batch=\w+/, 'batch=B'),
  );

describe('Text and IRC clients in one room', () => {
  test('see joins, messages, actions and leaves of each other', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna');
    const bea = await User.enter(chat.port, 'bea');
    await anna.sees(':bea!bea@user.threadline JOIN #lobby\r\n');
    bea.type('hi anna', '/me waves');
    await anna.sees(':bea!bea@user.threadline PRIVMSG #lobby :hi anna\r\n');
    await anna.sees(':bea!bea@user.threadline PRIVMSG #lobby :\x01ACTION waves\x01\r\n');
    anna.send(
      'PRIVMSG #lobby :hello \x02bold\x02 \x034,2red\x03',
      'PRIVMSG #lobby :\x01ACTION nods\x01',
    );
    anna.send('NOTICE #lobby :note', 'PRIVMSG bea :psst', 'TOPIC #lobby :tea');
    await bea.sees('anna: hello bold red\r\n');
    await bea.sees('* anna nods\r\n');
    await bea.sees('-anna- note\r\n');
    await bea.sees('[anna -> you] psst\r\n');
    await bea.sees('-- anna set the topic: tea\r\n');
    bea.type('/msg anna back', '/topic cake', '/quit');
    await anna.sees(':bea!bea@user.threadline PRIVMSG anna :back\r\n');
    await anna.sees(':bea!bea@user.threadline TOPIC #lobby cake\r\n');
    await anna.sees(':bea!bea@user.threadline QUIT\r\n');
    const carl = await User.enter(chat.port, 'carl');
    anna.send('QUIT :good night');
    expect(await anna.closed()).toContain('ERROR :Closing link: quit\r\n');
    expect(await carl.sees('good night')).toContain('-- anna left after');
  });

  test('a text message longer than an IRC line arrives in parts with different ids', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', 'message-tags');
    const bea = await User.enter(chat.port, 'bea');
    await anna.sees('JOIN #lobby');
    const text = 'ä'.repeat(500);
    bea.type(text);
    const lines: string[] = [];
    for (let part = 1; part <= 3; part += 1) {
      await anna.sees(`@msgid=1-${part}-3 `);
      lines.push(await anna.sees('\r\n'));
    }
    expect(lines.every((line) => Buffer.byteLength(line, 'latin1') <= 512)).toBe(true);
    const pieces = lines.map((line) => /:([^:]*)\r\n$/.exec(line)?.[1] ?? '');
    expect(Buffer.from(pieces.join(''), 'latin1').toString()).toBe(text);
  });

  test('a user who leaves several rooms at once is shown to quit once', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna');
    const bea = await IrcUser.enter(chat.port, 'bea');
    anna.send('JOIN #garden,#kitchen');
    bea.send('JOIN #garden,#kitchen');
    await anna.sees(':bea!bea@user.threadline JOIN #kitchen');
    bea.send('QUIT :gone');
    await bea.closed();
    expect(await anna.settled()).toBe('\r\n:bea!bea@user.threadline QUIT gone\r\n');
  });

  test('KICK removes a user from a room, KILL closes their sessions', async () => {
    await using chat = await startChat();
    const op = await IrcUser.enter(chat.port, 'op-anna');
    const bea = await IrcUser.enter(chat.port, 'bea');
    const carl = await User.enter(chat.port, 'carl');
    await op.settled();
    bea.send('KICK #lobby carl :no');
    await bea.sees(' 482 bea #lobby :');
    op.send('KICK #lobby bea :enough', 'KICK #lobby carl', 'KICK #lobby nobody');
    expect((await op.settled()).split('\r\n').slice(-4)).toEqual([
      ':op-anna!op-anna@user.threadline KICK #lobby bea enough',
      ':op-anna!op-anna@user.threadline KICK #lobby carl carl',
      ":threadline 441 op-anna nobody #lobby :They aren't in that channel",
      '',
    ]);
    await bea.sees('KICK #lobby bea enough\r\n');
    await carl.sees('-- carl was removed by op-anna\r\n-- you are no longer in #lobby\r\n');
    bea.send('PRIVMSG #lobby :still here?');
    await bea.sees(' 404 bea #lobby :You are not in that channel');
    bea.send('JOIN #lobby');
    await bea.sees(' 366 ');
    op.send('KILL bea :bye');
    expect(await bea.closed()).toContain('ERROR :Closing link: kicked by op-anna: bye\r\n');
  });
});

describe('With capabilities', () => {
  test('a message is echoed with its label, time and id', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', ...all);
    const lines = await anna.asks(
      '@label=1 PRIVMSG #lobby :one',
      '@label=2 NOTICE #lobby :two',
      '@label=3 PRIVMSG nobody :three',
      '@label=4 PRIVMSG #nowhere :four',
      '@label=5 PONG',
      '@label=6 PRIVMSG #lobby :  ',
    );
    expect(withoutTimes(lines)).toEqual([
      '@msgid=1;account=anna;label=1 :anna!anna@user.threadline PRIVMSG #lobby :one',
      '@msgid=2;account=anna;label=2 :anna!anna@user.threadline NOTICE #lobby :two',
      '@label=3 :threadline 401 anna nobody :No such nick/channel',
      '@label=4 :threadline 404 anna #nowhere :You are not in that channel',
      '@label=5 :threadline ACK',
      '@label=6 :threadline 404 anna #lobby :There is nothing in that',
    ]);
  });

  test('a response of several lines is a batch with the label', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', ...all);
    const lines = withoutTimes(await anna.asks('@label=x JOIN #garden', '@label=y WHOIS anna'));
    expect(lines[0]).toBe('@label=x :threadline BATCH +B labeled-response');
    expect(lines.slice(1, 5)).toEqual([
      '@account=anna;batch=B :anna!anna@user.threadline JOIN #garden anna :anna in full',
      '@batch=B :threadline 353 anna = #garden anna',
      '@batch=B :threadline 366 anna #garden :End of /NAMES list',
      ':threadline BATCH -B',
    ]);
    expect(lines[5]).toBe('@label=y :threadline BATCH +B labeled-response');
    expect(lines.slice(6, -1).every((line) => line.startsWith('@batch=B :threadline '))).toBe(true);
    expect(lines.at(-1)).toBe(':threadline BATCH -B');
  });

  test('the response to a command with several targets is one batch', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', ...all);
    await IrcUser.enter(chat.port, 'bea');
    const joined = withoutTimes(await anna.asks('@label=7 JOIN bad,#p,#q', '@label=8 JOIN #r,bad'));
    const [first, second] = [joined.slice(0, 9), joined.slice(9)];
    const commands = (lines: string[]): string[] =>
      lines.map(
        (line) => / (BATCH|JOIN|\d{3}) .*?(#\w|bad|$)/.exec(line)?.slice(1).join(' ') ?? line,
      );
    expect(commands(first)).toEqual([
      ...['BATCH ', '403 bad', 'JOIN #p', '353 #p', '366 #p', 'JOIN #q', '353 #q', '366 #q'],
      'BATCH ',
    ]);
    expect(first[0]).toBe('@label=7 :threadline BATCH +B labeled-response');
    expect(first.slice(1, -1).every((line) => line.includes('batch=B'))).toBe(true);
    expect(first.at(-1)).toBe(':threadline BATCH -B');
    expect(commands(second)).toEqual([
      ...['BATCH ', 'JOIN #r', '353 #r', '366 #r', '403 bad', 'BATCH '],
    ]);
    expect(second[0]).toBe('@label=8 :threadline BATCH +B labeled-response');
    const said = withoutTimes(await anna.asks('@label=9 PRIVMSG #p,#nowhere,#q,bea :x'));
    expect(said[0]).toBe('@label=9 :threadline BATCH +B labeled-response');
    expect(said.slice(1, -1).every((line) => line.includes('batch=B'))).toBe(true);
    expect(said.filter((line) => line.includes('batch=B'))).toHaveLength(said.length - 2);
    expect(said.slice(1, -1).map((line) => / (#\w+|bea) :/.exec(line)?.[1])).toEqual(
      expect.arrayContaining(['#p', '#nowhere', '#q', 'bea']),
    );
    expect(said.at(-1)).toBe(':threadline BATCH -B');
  });

  test('a refused notice is answered only with its label', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', ...all);
    const lines = await anna.asks('@label=1 NOTICE #nowhere :x', '@label=2 NOTICE #lobby :  ');
    expect(lines).toEqual(['@label=1 :threadline ACK', '@label=2 :threadline ACK']);
  });

  test('each target counts as a line for the flood limits', async () => {
    const flood = { burst: 4, perSecond: 0.0001, maxWaiting: 100, maxDropped: 400 };
    await using chat = await startChat({ hub: { flood } });
    const anna = await IrcUser.connect(chat.port);
    anna.send('NICK anna', 'USER x 0 * :x', 'REGISTER * * secret-pass');
    await anna.sees(' 366 ');
    const bea = await IrcUser.connect(chat.port);
    bea.send('NICK bea', 'USER x 0 * :x', 'REGISTER * * secret-pass');
    await bea.sees(' 366 ');
    anna.send('PRIVMSG #a,#b,#c :zero', 'PRIVMSG bea :one', 'PRIVMSG bea :two');
    await bea.sees(':one\r\n');
    // Each round goes to the hub and back, as a message does that does not wait.
    for (let round = 0; round < 5; round += 1) {
      bea.send('WHO nobody');
      expect(await bea.sees(' 315 ')).not.toContain('two');
    }
    anna.leave();
  });

  test('away and real name changes arrive once', async () => {
    await using chat = await startChat();
    const anna = await IrcUser.enter(chat.port, 'anna', 'away-notify', 'setname');
    const bea = await IrcUser.enter(chat.port, 'bea', 'setname');
    anna.send('JOIN #garden');
    bea.send('JOIN #garden');
    await anna.sees(':bea!bea@user.threadline JOIN #garden');
    bea.send('AWAY :tea', 'AWAY', 'SETNAME :Bea B', 'SETNAME :');
    await bea.settled();
    expect(await anna.settled()).toBe(
      [
        '',
        ':bea!bea@user.threadline AWAY tea',
        ':bea!bea@user.threadline AWAY',
        ':bea!bea@user.threadline SETNAME :Bea B',
        '',
      ].join('\r\n'),
    );
    expect(await anna.asks('WHO bea')).toContain(
      ':threadline 352 anna * bea user.threadline threadline bea H :0 Bea B',
    );
  });

  test('two sessions of an account both receive everything', async () => {
    await using chat = await startChat();
    const first = await IrcUser.enter(chat.port, 'anna', 'echo-message');
    const second = await IrcUser.returns(chat.port, 'anna', { caps: ['echo-message'] });
    await second.settled();
    const bea = await IrcUser.enter(chat.port, 'bea');
    await first.sees('JOIN #lobby');
    await second.sees('JOIN #lobby');
    second.send('PRIVMSG #lobby :from the second', 'PRIVMSG bea :psst');
    for (const one of [first, second]) {
      await one.sees(':anna!anna@user.threadline PRIVMSG #lobby :from the second\r\n');
      await one.sees(':anna!anna@user.threadline PRIVMSG bea :psst\r\n');
    }
    await bea.sees('psst');
    first.send('QUIT');
    await first.closed();
    expect(await bea.settled()).not.toContain('QUIT');
  });

  test('a flooding client is warned, then closed with the reason', async () => {
    await using chat = await startChat({
      hub: { flood: { burst: 2, perSecond: 20, maxWaiting: 3, maxDropped: 50 } },
    });
    const anna = await IrcUser.connect(chat.port);
    anna.send('NICK anna', 'USER x 0 * :x', 'REGISTER * * secret-pass');
    await anna.sees(' 366 ');
    anna.send(...Array.from({ length: 12 }, (_, line) => `PRIVMSG #lobby :${line}`));
    await anna.sees('NOTICE anna :Too fast: 3 lines are waiting');
    anna.send(...Array.from({ length: 200 }, (_, line) => `PRIVMSG #lobby :${line}`));
    expect(await anna.closed()).toContain('you sent too many lines at once');
  });
});

describe('An idle client', () => {
  test('is pinged, and closed if it does not answer', async () => {
    await using chat = await startChat({ pingAfterMs: 100 });
    const anna = await IrcUser.enter(chat.port, 'anna');
    await anna.sees('PING threadline\r\n');
    anna.send('PONG :threadline');
    await anna.sees('PING threadline\r\n');
    expect(await anna.closed()).toContain('ERROR :Closing link: ping timeout\r\n');
  });
});
