import { expect, test } from '@jest/globals';
import { startChat } from '../support/chat-server.ts';
import { IrcUser } from '../support/irc-user.ts';

const many = Array<string>(20).fill('x').join(',');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each<[line: string, answers: Array<string | RegExp>]>([
  ['MODE #lobby', [':threadline 324 anna #lobby +n']],
  ['MODE #lobby b', [/ 368 /]],
  ['MODE #lobby +b', [/ 368 /]],
  ['MODE #lobby +k x', [/ 482 anna #lobby :/]],
  ['MODE #nowhere', [/ 442 /]],
  ['MODE anna', [':threadline 221 anna +i']],
  ['MODE anna +i', []],
  ['MODE anna +q', [/ 501 /]],
  ['MODE bea +i', [/ 502 /]],
  ['NAMES #lobby', [':threadline 353 anna = #lobby :anna bea', / 366 /]],
  ['NAMES #nowhere', [/ 366 anna #nowhere :/]],
  ['NAMES', [/ 366 anna \* :/]],
  ['LIST', [/ 321 /, ':threadline 322 anna #lobby 2 :', / 323 /]],
  ['LIST #nowhere', [/ 321 /, / 323 /]],
  [
    'WHO bea',
    [/ 352 anna \* bea user\.threadline threadline bea H :0 bea in full/, / 315 anna bea :/],
  ],
  ['WHO #lobby', [/ 352 anna #lobby anna /, / 352 anna #lobby bea /, / 315 /]],
  ['WHO nobody', [/ 315 anna nobody :/]],
  ['WHOIS nobody', [/ 401 anna nobody :/, / 318 /]],
  ['WHOIS', [/ 431 /]],
  ['WHOWAS x', [':threadline 421 anna WHOWAS :Unknown command']],
  ['ISON anna nobody BEA', [':threadline 303 anna :anna bea']],
  ['USERHOST bea nobody', [':threadline 302 anna bea=+bea@user.threadline']],
  ['TOPIC #lobby', [/ 331 /]],
  ['TOPIC #nowhere x', [/ 442 /]],
  ['PART #nowhere', [/ 442 /]],
  ['JOIN lobby', [/ 403 /]],
  ['JOIN #ä', [/ 403 /]],
  ['JOIN #lobby', []],
  ['JOIN', [/ 461 anna JOIN :/]],
  ['PART #lobby :bye', [':anna!anna@user.threadline PART #lobby bye']],
  ['PART #lobby :\x02b\x034ye', [':anna!anna@user.threadline PART #lobby bye']],
  ['JOIN 0', [':anna!anna@user.threadline PART #lobby']],
  ['PRIVMSG', [/ 411 /]],
  ['PRIVMSG bea', [/ 412 /]],
  ['PRIVMSG a,b,c,d,e :x', [/ 407 /]],
  ['PRIVMSG bea :\x01VERSION\x01', [/ 531 anna bea :/]],
  ['PRIVMSG #lobby :\x01VERSION\x01', [/ 404 anna #lobby :/]],
  ['NOTICE nobody :x', []],
  ['NOTICE', []],
  ['NOTICE bea', []],
  ['NOTICE #nowhere :x', []],
  ['NOTICE #lobby :  ', []],
  ['NOTICE bea :  ', []],
  ['NOTICE a,b,c,d,e :x', []],
  ['NOTICE bea :\x01VERSION\x01', []],
  [`JOIN ${many},#e,#f`, [/ 407 anna #e,#f :No more than 20/, ...Array<RegExp>(20).fill(/ 403 /)]],
  [`PART ${many},#lobby`, [/ 407 anna #lobby :/, ...Array<RegExp>(20).fill(/ 442 /)]],
  [`NAMES ${many},e`, [/ 407 anna e :/, ...Array<RegExp>(20).fill(/ 366 /)]],
  ['NICK other', [/ 447 anna :Your nick is your account/]],
  ['NICK anna', []],
  ['USER a b c d', [/ 462 /]],
  ['PASS x', [/ 462 /]],
  ['AUTHENTICATE PLAIN', [/ 907 /]],
  ['REGISTER * * x', [/NOTICE anna :You are already logged in/]],
  ['OPER a b', [/ 491 /]],
  ['KILL bea', [/ 481 /]],
  ['AWAY :tea', [/ 306 /]],
  ['AWAY', [/ 305 /]],
  ['MOTD', [/ 422 /]],
  ['LUSERS', [/ 251 anna :There are 2 users/, / 254 anna 1 /, / 255 /]],
  ['VERSION', [/ 351 anna threadline-/, / 005 /, / 005 /]],
  ['TIME', [/ 391 anna threadline \d{4}-/]],
  ['INFO', [':threadline 421 anna INFO :Unknown command']],
  ['ADMIN', [':threadline 421 anna ADMIN :Unknown command']],
  ['PING', [/ 409 /]],
  ['TAGMSG #lobby', []],
  ['NONSENSE x', [':threadline 421 anna NONSENSE :Unknown command']],
  ['TOKEN', [/NOTICE anna :anna-t+ logs you in until 2030/]],
  ['PASSWD', [/ 461 anna PASSWD /]],
  ['PASSWD wrong-one a-new-password', [':threadline NOTICE anna :The old password is wrong']],
  ['PASSWD secret-pass :a new password', [/NOTICE anna :Your password is changed/]],
  [`PASSWD ${base64('secret-pass\0a new password')}`, [/NOTICE anna :Your password is changed/]],
  [`PASSWD ${base64('secret-pass')}`, [':threadline NOTICE anna :Usage: PASSWD <old> :<new>']],
  ['PASSWD secret-pass a new password', [':threadline NOTICE anna :Usage: PASSWD <old> :<new>']],
  ['PASSWD secret-pass short', [':threadline NOTICE anna :At least 8 characters']],
  ['MUTE bea', [/ 481 /]],
  ['UNMUTE bea', [/ 481 /]],
  ['BAN bea 1h', [/ 481 /]],
  ['KLINE bea 1h :spam', [/ 481 /]],
  ['UNKLINE bea', [/ 481 /]],
  ['UNBAN bea', [/ 481 /]],
  ['BANS', [/ 481 /]],
  ['FLOOD off', [/ 481 /]],
  ['MUTE', [/ 461 /]],
  ['SEARCH #nowhere x', [/NOTICE anna :You are not in that channel/]],
  ['SEARCH #lobby nothing', []],
  ['CHATHISTORY LATEST #lobby * 0', []],
])('%s', async (line, answers) => {
  await using chat = await startChat();
  const anna = await IrcUser.enter(chat.port, 'anna');
  await IrcUser.enter(chat.port, 'bea');
  const lines = await anna.asks(line);
  expect(lines).toHaveLength(answers.length);
  answers.forEach((answer, index) => {
    if (typeof answer === 'string') expect(lines[index]).toBe(answer);
    else expect(lines[index]).toMatch(answer);
  });
});

test('MUTE, BAN and FLOOD work as in the text dialect, and say what was done', async () => {
  await using chat = await startChat();
  const op = await IrcUser.enter(chat.port, 'op-anna', 'standard-replies');
  const bea = await IrcUser.enter(chat.port, 'bea');
  const asks = async (line: string): Promise<string> => (await op.asks(line)).join('\n');
  expect(await asks('MUTE bea 10m')).toBe(':threadline NOTE MUTE MUTED bea :bea is muted for 10m');
  expect(await bea.asks('PRIVMSG #lobby :hear me')).toEqual([expect.stringMatching(/ 404 /)]);
  expect(await asks('UNMUTE bea')).toContain('NOTE UNMUTE UNMUTED bea :');
  expect(await asks('MUTE bea 10x')).toContain('FAIL MUTE INVALID_PARAMS :');
  expect(await asks('MUTE bea loud')).toContain('FAIL MUTE INVALID_PARAMS :Expected a duration');
  expect(await asks('BANS')).toContain('NOTE BANS NO_BANS :Nobody is banned');
  expect(await asks('BAN 2001:db8::7 1h too :loud')).toContain('BANNED 2001:db8::7 :');
  expect(await asks('BAN bea loud')).toContain('NOTE BAN BANNED bea :bea is banned permanently');
  expect(await bea.closed()).toBe(
    ':threadline 465 bea :You were banned permanently by op-anna: loud\r\n' +
      'ERROR :Closing link: banned permanently by op-anna: loud\r\n',
  );
  const bans = await asks('BAN');
  expect(bans).toMatch(
    /NOTE BANS BAN 2001:db8::7 :2001:db8::7 is banned until .*, by op-anna: too loud/,
  );
  expect(bans).toContain('NOTE BANS BAN bea :bea is banned permanently, by op-anna: loud');
  expect(await asks('UNBAN bea')).toContain('NOTE UNBAN UNBANNED bea :');
  expect(await asks('FLOOD 10 2')).toContain('NOTE FLOOD FLOOD_CHANGED 10 2 :');
  expect(await asks('FLOOD soon')).toContain('FAIL FLOOD INVALID_PARAMS :');
});

test('SEARCH finds messages of a room', async () => {
  await using chat = await startChat();
  const anna = await IrcUser.enter(chat.port, 'anna', 'batch message-tags');
  anna.send('PRIVMSG #lobby :an apple pie');
  anna.send('PRIVMSG #lobby :a pear');
  const lines = await anna.asks('SEARCH #lobby apple :pie');
  expect(lines).toEqual([
    expect.stringMatching(/ BATCH \+\w+ chathistory #lobby$/),
    expect.stringMatching(/^@.*PRIVMSG #lobby :an apple pie$/),
    expect.stringMatching(/ BATCH -/),
  ]);
});

test('ISUPPORT lists the maximum targets of commands', async () => {
  await using chat = await startChat();
  const anna = await IrcUser.enter(chat.port, 'anna');
  expect((await anna.asks('VERSION')).join()).toContain(
    ' TARGMAX=PRIVMSG:4,NOTICE:4,JOIN:20,PART:20,NAMES:20,WHOIS:1,KICK:1 ',
  );
});

test('WHOIS splits a long list of channels, and shows an address that begins with a colon', async () => {
  await using chat = await startChat({ context: { remoteAddress: '::1' } });
  const anna = await IrcUser.enter(chat.port, 'op-anna');
  const rooms = Array.from({ length: 19 }, (_, index) => `#${'x'.repeat(28)}${index + 10}`);
  for (const room of rooms) anna.send(`JOIN ${room}`);
  const lines = await anna.asks('WHOIS op-anna');
  const shown = lines.flatMap((line) => line.split(' 319 op-anna op-anna :')[1]?.split(' ') ?? []);
  expect(shown.sort()).toEqual(['#lobby', ...rooms].map((room) => `@${room}`).sort());
  expect(lines).toContain(':threadline 338 op-anna op-anna 0::1 :is connecting from');
});

test('the closing ERROR is one line without control characters', async () => {
  const ending = new AbortController();
  await using chat = await startChat({ context: { signal: ending.signal } });
  const anna = await IrcUser.enter(chat.port, 'anna');
  ending.abort(new Error('a\x1b[2J\r\nQUIT'));
  expect(await anna.closed()).toContain('ERROR :Closing link: a[2JQUIT\r\n');
});

test('rejects lines that are too long or not UTF-8, and closes after three of the latter', async () => {
  await using chat = await startChat();
  const anna = await IrcUser.enter(chat.port, 'anna', 'standard-replies');
  expect(await anna.asks(`PRIVMSG #lobby :${'x'.repeat(500)}`)).toEqual([
    ':threadline 417 anna :Input line was too long',
  ]);
  expect(await anna.asks(`@${'t'.repeat(5000)} PING x`)).toEqual([
    ':threadline 417 anna :Input line was too long',
  ]);
  for (let line = 0; line < 2; line += 1) {
    anna.socket.write(Buffer.from('PRIVMSG #lobby :\xff\r\n', 'latin1'));
    await anna.sees('FAIL * INVALID_UTF8 :');
  }
  anna.socket.write(Buffer.from('\xff\r\n', 'latin1'));
  expect(await anna.closed()).toContain('ERROR :Closing link: lines that are not UTF-8');
});

test.each([
  ['with standard replies and labels', ['standard-replies', 'labeled-response', 'batch']],
  ['without capabilities', []],
])('LOGOUT revokes all tokens of the account and closes the session, %s', async (_, caps) => {
  await using chat = await startChat();
  const anna = await IrcUser.enter(chat.port, 'anna', ...caps);
  const { token } = await chat.accounts.issueToken('anna', '');
  anna.send('@label=x LOGOUT');
  const [reply, error] = (await anna.closed()).split('\r\n');
  expect(reply).toBe(
    caps.length === 0
      ? ':threadline NOTICE anna :1 token revoked'
      : '@label=x :threadline NOTE LOGOUT TOKENS_REVOKED 1 :1 token revoked',
  );
  expect(error).toBe('ERROR :Closing link: logged out');
  const late = await IrcUser.connect(chat.port);
  late.send(`PASS ${token}`, 'NICK anna', 'USER x 0 * :x');
  await late.sees(' 464 anna :Name or password is wrong');
  late.leave();
});
