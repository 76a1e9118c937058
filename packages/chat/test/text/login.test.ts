import { afterEach, describe, expect, test } from '@jest/globals';
import { MemoryAccounts } from '../../src/index.ts';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { refuse } from '../support/fake-accounts.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

describe('Login by text', () => {
  test('works when all lines and the end of the stream arrive in one packet', async () => {
    chat = await startChat();
    const watcher = await User.enter(chat.port, 'bea');
    const user = await User.connect(chat.port);
    user.socket.end('anna\nsecret-pass\nsecret-pass\nhello\n/me waves\n');
    await watcher.sees('anna: hello\r\n* anna waves\r\n');
    await watcher.sees('-- anna left after');
    expect(await user.closed()).toContain('/help lists what you can do\r\n');
  });

  test('a piped password that is repeated for a known name is not posted', async () => {
    chat = await startChat();
    const watcher = await User.enter(chat.port, 'bea');
    for (const visit of ['first', 'second']) {
      const user = await User.connect(chat.port);
      user.socket.end(`anna\nsecret-pass\nsecret-pass\n${visit}\nsecret-pass\n`);
      const seen = await watcher.sees(`anna: ${visit}\r\n`);
      expect(seen).not.toContain('secret-pass');
      const warned = (await user.closed()).includes('That is your password; it was not sent');
      expect([visit, warned]).toEqual([visit, visit === 'second']);
      // Only what comes first is looked at: nothing is kept of a password.
      await watcher.sees('anna: secret-pass\r\n');
      await watcher.sees('anna left');
    }
  });

  test('guests get a generated name, only with the option guests', async () => {
    chat = await startChat({ guests: true });
    const user = await User.connect(chat.port);
    await user.sees('Name (or guest): ');
    user.type('guest', 'hello');
    await user.sees('/help lists what you can do');
    await user.settled();
    const member = await User.enter(chat.port, 'bea');
    expect(member.bytes.toString()).toMatch(/Guest-\w{6}: hello\r\n/);
    expect(chat.logged).toContainEqual({
      level: 'info',
      message: 'logged in',
      fields: { name: expect.stringMatching(/^Guest-\w{6}$/), by: 'guest' },
    });
    await chat[Symbol.asyncDispose]();
    chat = await startChat();
    const refused = await User.connect(chat.port);
    refused.type('guest');
    await refused.sees('-- guest is new here');
  });

  test('a silent client is greeted and prompted', async () => {
    chat = await startChat({ greeting: 'Good evening.', hub: { motd: ['Be kind.'] } });
    const user = await User.connect(chat.port);
    await user.sees('Good evening.\r\nBe kind.\r\nName: ');
    user.type('anna');
    await user.sees('-- anna is new here: choose a password, or press Enter for another name\r\n');
    await user.sees('New password: ');
    user.type('secret-pass');
    await user.sees('Repeat password: ');
    user.type('secret-pass');
    await user.sees('you are in #lobby, nobody else is here');
  });

  test('greets by the name last used from the address, and Enter accepts it', async () => {
    chat = await startChat();
    (await User.enter(chat.port, 'anna')).leave();
    const user = await User.connect(chat.port);
    await user.sees('Good to see you again, anna; if that is not you, enter your own name\r\n');
    await user.sees('Name [anna]: ');
    user.type('');
    await user.sees('Password (or token): ');
    user.type('secret-pass');
    await user.sees('you are in #lobby');
  });

  test('greets nobody by name with greetByName: false', async () => {
    chat = await startChat({ greetByName: false });
    await User.enter(chat.port, 'anna');
    const user = await User.connect(chat.port);
    expect(await user.sees('Name: ')).toBe('Welcome to the chat.\r\nName: ');
  });

  test('prompts for a new password until it is valid and repeated correctly', async () => {
    chat = await startChat();
    const user = await User.connect(chat.port);
    user.type(
      'anna',
      'one-password',
      'other-password',
      'short',
      'short',
      'secret-pass',
      'secret-pass',
    );
    await user.sees('The passwords do not match');
    await user.sees('At least 8 characters');
    await user.sees('you are in #lobby');
    expect(chat.accounts.passwords.get('anna')).toBe('secret-pass');
  });

  test('a wrong password is refused, the log does not hold it, and the third closes the client', async () => {
    chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    const user = await User.connect(chat.port);
    user.type('anna', 'wrong-one', 'anna', 'wrong-two', 'anna', 'wrong-three', '/who');
    expect(await user.closed()).toMatch(
      /(Name or password is wrong[^]*){3}Too many failed attempts/,
    );
    expect(chat.logged).toEqual(
      Array(3).fill({
        level: 'warn',
        message: 'login failed ip=127.0.0.1 name="anna"',
        fields: { code: 'ERR_AUTH_BAD_CREDENTIALS' },
      }),
    );
    expect(JSON.stringify(chat.logged)).not.toContain('wrong');
  });

  test('says how long to wait after too many attempts', async () => {
    chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    chat.accounts.verify = () =>
      refuse('ERR_AUTH_THROTTLED', 'Throttled', { retryAfterMs: 90_000 });
    const user = await User.connect(chat.port);
    user.type('anna', 'secret-pass');
    await user.sees('Too many attempts: try again in 1m');
  });

  test('does not show the error of a failing authenticator', async () => {
    chat = await startChat();
    chat.accounts.checkName = () => Promise.reject(new Error('ENOENT /etc/secret'));
    const user = await User.connect(chat.port);
    user.type('anna');
    await user.sees('That is not possible right now');
    expect(user.bytes.toString()).not.toContain('secret');
  });

  test('accepts a token in place of the name or the password', async () => {
    chat = await startChat();
    const first = await User.enter(chat.port, 'anna');
    first.type('/token');
    await first.sees('until 2030-01-01');
    const token = /anna-t{43}/.exec(await first.sees('ttt\r\n'))?.[0] ?? '';
    const byName = await User.connect(chat.port);
    byName.type(token);
    await byName.sees('you are in #lobby');
    const byPassword = await User.connect(chat.port);
    byPassword.type('anna', token);
    await byPassword.sees('you are in #lobby');
    first.type('/logout');
    expect(await first.closed()).toContain('1 token revoked');
    const late = await User.connect(chat.port);
    late.type(token);
    await late.sees('The token is not valid');
  });

  test('a client that has not logged in is invisible, and closed after the timeout', async () => {
    chat = await startChat({ loginTimeoutMs: 400 });
    const user = await User.enter(chat.port, 'bea');
    const slow = await User.connect(chat.port);
    slow.type('carl');
    await slow.sees('carl is new here');
    user.type('/who');
    await user.sees('in #lobby (1): bea\r\n');
    expect(await slow.closed()).toContain('Closed: no login within 1s');
    expect(await user.settled()).not.toContain('carl');
  });

  test('refuses an HTTP request however it is split, and runs nothing in it', async () => {
    chat = await startChat();
    for (const parts of [
      ['GET / HTTP/1.1\r\n\r\nanna\nsecret-pass\nsecret-pass\nhello\n'],
      ['PO', 'ST /x HTTP/1.0\r\n\r\nanna\n'],
    ]) {
      const user = await User.connect(chat.port);
      for (const part of parts) {
        user.socket.write(part);
        await new Promise(setImmediate);
      }
      expect(await user.closed()).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n[^]*not with a web browser/,
      );
    }
    const late = await User.connect(chat.port);
    await late.sees('Name: ');
    late.type('GET / HTTP/1.1', 'Host: x', 'anna');
    expect(await late.closed()).toContain('400 Bad Request');
    expect(chat.accounts.passwords.size).toBe(0);
    expect(chat.hub.stats().accounts).toBe(0);
  });

  test('hides the password in telnet, and sends no telnet bytes to nc', async () => {
    chat = await startChat();
    const nc = await User.connect(chat.port);
    await nc.sees('Name: ');
    nc.type('anna');
    await nc.sees('New password: ');
    nc.type('secret-pass');
    await nc.sees('Repeat password: ');
    nc.type('secret-pass');
    await nc.sees('you are in #lobby');
    expect(nc.bytes.includes(255)).toBe(false);

    const telnet = await User.connect(chat.port);
    await telnet.sees('Name [anna]: ');
    telnet.socket.write('anna\r\n');
    await telnet.sees('\xff\xfb\x01\rPassword (or token): ');
    telnet.socket.write(Buffer.from([255, 253, 1]));
    telnet.socket.write('secret-pass\r\n');
    await telnet.sees('\xff\xfc\x01\r\n');
    await telnet.sees('you are in #lobby');
  });

  test('telnet in character mode: erase keys work in messages, names and passwords', async () => {
    chat = await startChat();
    const bea = await User.enter(chat.port, 'bea');
    const anna = await User.connect(chat.port);
    anna.type('bexa\x15annb\ba', 'secret-pasd\x7fs', 'secret-pass', 'helx\blo');
    await bea.sees('anna: hello\r\n');
    anna.socket.write(
      Buffer.from([...Buffer.from('gone'), 255, 248, 97, 98, 255, 247, 99, 13, 10]),
    );
    await bea.sees('anna: ac\r\n');
  });
});

describe('Prompts', () => {
  test('/help and /quit work at every prompt, and no other command is taken as a name', async () => {
    chat = await startChat();
    const anna = await User.connect(chat.port);
    await anna.sees('Name: ');
    anna.type('/help');
    await anna.sees('-- Enter the name of your account');
    anna.type('/who');
    await anna.sees('!! Log in before you use commands');
    anna.type('anna', '/help');
    await anna.sees('-- Choose a password');
    anna.type('/QUIT');
    expect(await anna.closed()).toContain('-- bye\r\n');
    expect(chat.accounts.passwords.size).toBe(0);
  });

  test('an invalid name or password is refused at once, and does not count as a failed login', async () => {
    const accounts = new MemoryAccounts();
    chat = await startChat({ authenticator: accounts });
    const anna = await User.connect(chat.port);
    for (const name of ['anna smith', 'émile', 'admin', 'x', '10.0.0.1']) {
      await anna.sees('Name: ');
      anna.type(name);
      await anna.sees('!! Cannot ');
    }
    await anna.sees('Name: ');
    anna.type('anna');
    await anna.sees('New password: ');
    anna.type('short');
    await anna.sees('expected at least 8 characters');
    await anna.sees('New password: ');
    anna.type('secret-pass');
    await anna.sees('Repeat password: ');
    anna.type('secret-pass');
    await anna.sees('you are in #lobby');
    expect(chat.logged.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('Enter at the password prompt returns to the name prompt', async () => {
    chat = await startChat();
    await User.enter(chat.port, 'anna');
    const user = await User.connect(chat.port);
    user.type('anna', '', 'bea');
    await user.sees('-- bea is new here');
    expect(chat.logged.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test('a late IRC client or browser gets its first line on a new line', async () => {
    chat = await startChat();
    const irc = await User.connect(chat.port);
    await irc.sees('Name: ');
    irc.type('CAP LS 302');
    expect(await irc.sees(' LS ')).toMatch(/^\r\n:threadline CAP \* LS $/);
    irc.type('NICK anna', 'USER x 0 * :x', 'REGISTER * * secret-pass', 'CAP END');
    await irc.sees(' 001 anna ');
    const browser = await User.connect(chat.port);
    await browser.sees('Name [anna]: ');
    browser.type('GET / HTTP/1.1');
    expect(await browser.closed()).toMatch(/^\r\nHTTP\/1.1 400 /);
  });
});
