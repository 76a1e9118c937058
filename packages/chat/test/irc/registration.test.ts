import { describe, expect, test } from '@jest/globals';
import { MemoryAccounts } from '../../src/index.ts';
import { startChat } from '../support/chat-server.ts';
import { IrcUser } from '../support/irc-user.ts';
import { User } from '../support/user.ts';

const plain = (name: string, secret: string, as = ''): string =>
  Buffer.from([as, name, secret].join('\0')).toString('base64');

describe('Registration', () => {
  test('of a new account is answered with the standard welcome', async () => {
    await using chat = await startChat({ hub: { motd: ['Be kind.'] }, network: 'garden' });
    const user = await IrcUser.connect(chat.port);
    user.send('CAP LS 302', 'NICK anna', 'USER anna 0 * :Anna A');
    expect(await user.sees('\r\n')).toMatch(/^:threadline CAP \* LS :.*sasl=PLAIN .*\r\n$/);
    user.send('REGISTER * * secret-pass', 'CAP END');
    const seen = await user.sees(' 366 anna #lobby :End of /NAMES list\r\n');
    const codes = [...seen.matchAll(/^:threadline (\d{3}) anna/gm)].map(([, code]) => code);
    expect(codes.join(' ')).toBe('900 001 002 003 004 005 005 251 255 375 372 376 353 366');
    expect(seen).toContain('REGISTER SUCCESS anna :');
    expect(seen).toContain(':Welcome to garden, anna\r\n');
    expect(seen).toContain(' NETWORK=garden ');
    expect(seen).toContain(':There are 1 users and 0 invisible on 1 server\r\n');
    expect(seen).toContain(':anna!anna@user.threadline JOIN #lobby\r\n');
    expect(chat.accounts.passwords.get('anna')).toBe('secret-pass');
    expect(chat.logged).toContainEqual({
      level: 'info',
      message: 'logged in',
      fields: { name: 'anna', by: 'registration' },
    });
  });

  test('by SASL PLAIN with a password or token gives the client its account as nick', async () => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const { token } = await chat.accounts.issueToken('anna', '');
    for (const secret of ['secret-pass', token]) {
      const user = await IrcUser.connect(chat.port);
      user.send('CAP REQ :sasl', 'NICK annie', 'USER x 0 * :x', 'AUTHENTICATE PLAIN');
      await user.sees('AUTHENTICATE +\r\n');
      user.send(`AUTHENTICATE ${plain('anna', secret)}`);
      await user.sees(' 903 ');
      user.send('CAP END');
      expect(await user.sees(' 001 anna ')).toContain('');
      user.leave();
    }
  });

  test('by SASL in chunks of 400 bytes', async () => {
    await using chat = await startChat();
    const long = 'p'.repeat(289);
    chat.accounts.passwords.set('anna', long);
    const text = plain('anna', long, 'anna');
    for (const [name, secret] of [
      ['anna', long],
      ['anna', 'q'.repeat(294)],
    ] as const) {
      const user = await IrcUser.connect(chat.port);
      const encoded = secret === long ? text : plain(name, secret);
      user.send('CAP REQ :sasl', 'NICK anna', 'USER x 0 * :x', 'AUTHENTICATE PLAIN');
      user.send(`AUTHENTICATE ${encoded.slice(0, 400)}`);
      user.send(`AUTHENTICATE ${encoded.slice(400) || '+'}`);
      expect(encoded.length).toBeGreaterThanOrEqual(400);
      await user.sees(secret === long ? ' 903 ' : ' 904 ');
      user.leave();
    }
  });

  test.each<[what: string, lines: string[], code: string]>([
    ['a wrong password', [`AUTHENTICATE ${plain('anna', 'wrong')}`], '904'],
    ['no such account', [`AUTHENTICATE ${plain('nobody', 'secret-pass')}`], '904'],
    ['acting for another', [`AUTHENTICATE ${plain('anna', 'secret-pass', 'bea')}`], '904'],
    ['nonsense', ['AUTHENTICATE !!!'], '904'],
    ['giving up', ['AUTHENTICATE *'], '906'],
    ['a long line', [`AUTHENTICATE ${'A'.repeat(401)}`], '905'],
    ['too much', Array<string>(6).fill(`AUTHENTICATE ${'A'.repeat(400)}`), '905'],
  ])('SASL fails with %s, and can be retried', async (_what, lines, code) => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const user = await IrcUser.connect(chat.port);
    user.send('CAP REQ :sasl', 'NICK anna', 'USER x 0 * :x', 'AUTHENTICATE PLAIN', ...lines);
    await user.sees(` ${code} anna :`);
    user.send('AUTHENTICATE PLAIN', `AUTHENTICATE ${plain('anna', 'secret-pass')}`);
    await user.sees(' 903 ');
  });

  test('refuses other SASL mechanisms', async () => {
    await using chat = await startChat();
    const user = await IrcUser.connect(chat.port);
    user.send('CAP REQ :sasl', 'AUTHENTICATE SCRAM-SHA-256');
    expect(await user.sees(' 904 ')).toContain(' 908 * PLAIN :');
  });

  test('by PASS with a password or token works before and after NICK', async () => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const { token } = await chat.accounts.issueToken('anna', '');
    for (const secret of ['secret-pass', token]) {
      (await IrcUser.returns(chat.port, 'anna', { secret })).leave();
    }
    const late = await IrcUser.connect(chat.port);
    late.send('NICK anna', 'USER x 0 * :x');
    await late.sees('anna is a registered account');
    late.send('PASS secret-pass');
    await late.sees(' 001 anna ');
  });

  test('ends after three wrong passwords, and logs each', async () => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const user = await IrcUser.connect(chat.port);
    user.send('PASS one', 'NICK anna', 'USER x 0 * :x', 'PASS two');
    user.send('AUTHENTICATE PLAIN', `AUTHENTICATE ${plain('anna', 'three')}`);
    expect(await user.closed()).toMatch(
      / 464 anna :.*\r\n[^]* 464 [^]* 904 [^]*ERROR :Closing link: too many failed attempts\r\n$/,
    );
    const failures = chat.logged.filter(({ message }) => message.startsWith('login failed ip='));
    expect(failures.map(({ message }) => message)).toEqual(
      Array(3).fill('login failed ip=127.0.0.1 name="anna"'),
    );
  });

  test('explains how to register an account', async () => {
    await using chat = await startChat();
    const user = await IrcUser.connect(chat.port);
    user.send('NICK bea', 'USER x 0 * :x');
    await user.sees('bea is not registered. To register it: /quote REGISTER bea * <password>');
    user.send('REGISTER carl * secret-pass', 'REGISTER bea * short', 'REGISTER bea');
    expect(await user.settled()).toMatch(/NOTICE bea :[^]*NOTICE bea :[^]*NOTICE bea :/);
    user.send('REGISTER bea * secret-pass');
    await user.sees(' 001 bea ');
  });

  test('refuses an invalid nick at once, and accepts another', async () => {
    await using chat = await startChat({ authenticator: new MemoryAccounts() });
    const user = await IrcUser.connect(chat.port);
    user.send('NICK admin', 'USER x 0 * :x');
    await user.sees(' 432 admin admin :Cannot register "admin": the name is reserved');
    user.send('NICK bea');
    await user.sees('bea is not registered.');
  });

  test('reports errors of REGISTER as standard replies', async () => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const user = await IrcUser.connect(chat.port);
    user.send('CAP REQ :standard-replies', 'REGISTER * * secret-pass', 'NICK bea');
    user.send('REGISTER carl * secret-pass', 'REGISTER bea * short', 'REGISTER bea');
    const codes = [...(await user.settled()).matchAll(/FAIL REGISTER (\w+)/g)].map(
      ([, one]) => one,
    );
    expect(codes).toEqual([
      'NEED_NICK',
      'ACCOUNT_NAME_MUST_BE_NICK',
      'UNACCEPTABLE_PASSWORD',
      'NEED_MORE_PARAMS',
    ]);
  });

  test('admits guests only with the option guests, under a free name', async () => {
    await using closed = await startChat();
    const refused = await IrcUser.connect(closed.port);
    refused.send('NICK carl', 'USER x 0 * :Carl');
    await refused.sees('carl is not registered');
    await using open = await startChat({ guests: true });
    const guest = await IrcUser.connect(open.port);
    guest.send('CAP REQ :account-tag extended-join', 'NICK carl', 'USER x 0 * :Carl', 'CAP END');
    const seen = await guest.sees(' 366 ');
    expect(seen).toMatch(/:(Guest-\w{6})!\1@user\.threadline JOIN #lobby \* Carl\r\n/);
    expect(seen).not.toContain('account=');
    const [failed, advised] = await guest.asks('TOKEN', 'REGISTER * * secret-pass');
    expect(failed).toContain('Guests have no account');
    expect(advised).toContain(
      'You are connected as a guest; reconnect and send REGISTER before USER',
    );
    const again = await IrcUser.connect(open.port);
    again.send('NICK carl', 'REGISTER carl * secret-pass', 'USER x 0 * :Carl');
    await again.sees(' 001 carl ');
  });

  test('refuses other commands, and shows the client nowhere', async () => {
    await using chat = await startChat({ loginTimeoutMs: 300 });
    const user = await IrcUser.connect(chat.port);
    user.send(
      'NICK anna',
      'JOIN #lobby',
      'PRIVMSG #lobby :x',
      'NICK',
      'NICK #x',
      'NICK a',
      'USER x',
      'PASS',
    );
    const seen = await user.settled();
    expect([...seen.matchAll(/ (\d{3}) /g)].map(([, code]) => code)).toEqual([
      '451',
      '451',
      '431',
      '432',
      '432',
      '461',
      '461',
    ]);
    expect(chat.hub.stats().sessions).toBe(0);
    expect(await user.closed()).toContain('ERROR :Closing link: no login within 1s\r\n');
  });

  test('refuses a banned address with 465', async () => {
    await using chat = await startChat();
    chat.hub.ban('127.0.0.1', { reason: 'noise' });
    const user = await IrcUser.connect(chat.port);
    user.send('NICK anna');
    expect(await user.closed()).toBe(
      ':threadline 465 * :You are banned permanently: noise\r\n' +
        'ERROR :Closing link: You are banned permanently: noise\r\n',
    );
  });

  test('works when the first bytes arrive late', async () => {
    await using chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const user = await IrcUser.connect(chat.port);
    await user.sees('Name');
    user.send('PASS secret-pass', 'NICK anna', 'USER x 0 * :x');
    await user.sees(' 001 anna ');
  });

  test('works with long tags when the first bytes arrive late', async () => {
    await using chat = await startChat();
    const slow = await IrcUser.connect(chat.port);
    await slow.sees('Name: ');
    slow.send('CAP REQ :message-tags', `@+x=${'x'.repeat(4000)} NICK anna`, 'USER x 0 * :x');
    slow.send('REGISTER * * secret-pass', 'CAP END');
    expect(await slow.sees(' 366 ')).not.toContain(' 417 ');
    slow.send(`@+x=${'x'.repeat(4000)} PRIVMSG #lobby :x`, `PRIVMSG #lobby :${'x'.repeat(600)}`);
    const seen = await slow.settled();
    expect(seen.match(/ 417 /g)).toHaveLength(1);
  });

  test('is not confused with a text client whose name is an IRC command', async () => {
    await using chat = await startChat();
    const text = await User.connect(chat.port);
    text.type('nick', 'secret-pass', 'secret-pass');
    await text.sees('/help lists what you can do');
    const slow = await IrcUser.connect(chat.port);
    for (const piece of ['NI', 'CK', ' sl', 'ow\r\n']) {
      slow.socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    slow.send('USER x 0 * :x');
    await slow.sees('slow is not registered');
  });
});

describe('Capabilities', () => {
  test('are listed, enabled, disabled and refused', async () => {
    await using chat = await startChat();
    const user = await IrcUser.connect(chat.port);
    user.send('CAP LS');
    expect(await user.sees('\r\n')).toMatch(/ sasl /);
    user.send(
      'CAP REQ :batch server-time',
      'CAP REQ :-batch',
      'CAP REQ :batch nonsense',
      'CAP LIST',
    );
    const lines = (await user.settled()).trimEnd().split('\r\n');
    expect(lines).toEqual([
      ':threadline CAP * ACK :batch server-time',
      ':threadline CAP * ACK -batch',
      ':threadline CAP * NAK :batch nonsense',
      ':threadline CAP * LIST server-time',
    ]);
    const names = 'message-tags server-time '.repeat(19).trim();
    const [known, unknown] = [`${names} batch sasl setname`, `${names} nonsense nonsense`];
    user.send(`CAP REQ :${known}`, `CAP REQ :${unknown}`);
    const long = (await user.settled()).trimEnd().split('\r\n');
    expect(long.map((line) => Buffer.byteLength(line) <= 510)).toEqual(Array(4).fill(true));
    const repeated = (kind: string): string =>
      long
        .flatMap((line) => line.split(`:threadline CAP * ${kind} `)[1] ?? [])
        .join(' ')
        .replaceAll(':', '');
    expect([repeated('ACK'), repeated('NAK')]).toEqual([known, unknown]);
    user.send('CAP WHAT');
    await user.sees(' 410 * WHAT :');
  });
});
