import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { refuse } from '../support/fake-accounts.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

describe('Log records of logins', () => {
  test('each session has one record of its login, with the method, and one of its end', async () => {
    chat = await startChat();
    const anna = await User.enter(chat.port, 'anna');
    anna.type('/token');
    const token = /anna-t{43}/.exec(await anna.sees('ttt\r\n'))?.[0] ?? '';
    anna.type('/quit');
    await anna.closed();
    const byPassword = await User.return(chat.port, 'anna');
    byPassword.type('/quit');
    await byPassword.closed();
    for (const lines of [[token], ['anna', token]]) {
      const byToken = await User.connect(chat.port);
      byToken.type(...lines, '/quit');
      await byToken.closed();
    }
    expect(chat.logged).toEqual(
      ['registration', 'password', 'token', 'token'].flatMap((by) => [
        { level: 'info', message: 'logged in', fields: { name: 'anna', by } },
        { level: 'info', message: 'logged out', fields: { name: 'anna', reason: 'quit' } },
      ]),
    );
  });

  test('a client refused after authentication is not recorded as logged in', async () => {
    chat = await startChat();
    chat.hub.ban('anna');
    const anna = await User.connect(chat.port);
    anna.type('anna', 'secret-pass', 'secret-pass');
    expect(await anna.closed()).toContain('You are banned');
    expect(chat.logged.map(({ message }) => message)).toEqual(['client refused']);
  });

  test('a name cannot look like an address or hold control characters', async () => {
    chat = await startChat();
    const names = ['x" ip=10.0.0.9 name="y', `\u{1f600}${'a'.repeat(61)}\u{1f600}`];
    for (const name of names) {
      chat.accounts.passwords.set(name, 'secret-pass');
      const user = await User.connect(chat.port);
      user.type(name, 'guess', '');
      await user.sees('Name or password is wrong');
      user.leave();
    }
    expect(chat.logged.map(({ message }) => message)).toEqual([
      String.raw`login failed ip=127.0.0.1 name="x\" ip=10.0.0.9 name=\"y"`,
      `login failed ip=127.0.0.1 name="\u{1f600}${'a'.repeat(61)}"`,
    ]);
  });

  test('a token entered as the name is not logged, valid or not', async () => {
    chat = await startChat();
    const token = 'secret'.repeat(8);
    const user = await User.connect(chat.port);
    user.type(token);
    await user.sees('The token is not valid');
    chat.accounts.resume = () => refuse('ERR_AUTH_THROTTLED', 'Slow down', { retryAfterMs: 9000 });
    user.type(token);
    await user.sees('try again in 9s');
    const message = 'login failed ip=127.0.0.1 name=""';
    expect(chat.logged).toEqual([
      { level: 'warn', message, fields: { code: 'ERR_AUTH_BAD_TOKEN' } },
      { level: 'warn', message, fields: { code: 'ERR_AUTH_THROTTLED' } },
    ]);
  });

  test('a failure of the accounts service is not recorded as a failed login', async () => {
    chat = await startChat();
    chat.accounts.passwords.set('anna', 'secret-pass');
    chat.accounts.verify = () => refuse('ERR_AUTH_FILE', 'The file is gone');
    const user = await User.connect(chat.port);
    user.type('anna', 'secret-pass');
    await user.sees('Login is not available right now');
    expect(chat.logged).toEqual([
      {
        level: 'warn',
        message: 'login not possible',
        fields: { name: 'anna', code: 'ERR_AUTH_FILE' },
      },
    ]);
  });
});
