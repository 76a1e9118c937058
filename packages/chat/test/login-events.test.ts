import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { LoginEvent, LogoutEvent } from '../src/index.ts';
import { type ChatServer, startChat } from './support/chat-server.ts';
import { IrcUser } from './support/irc-user.ts';
import { User } from './support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

async function next<T>(name: 'login' | 'logout'): Promise<T> {
  const [event] = (await once(chat.hub, name)) as [T];
  return event;
}

describe('Hub', () => {
  test('emits login and logout with the connection, the account and the dialect', async () => {
    chat = await startChat({ context: { id: 17 } });
    const before = Date.now();
    const login = next<LoginEvent>('login');
    const anna = await User.enter(chat.port, 'anna');
    const { time, ...rest } = await login;
    expect(rest).toEqual({
      connectionId: 17,
      threadId: 0,
      account: 'anna',
      address: '127.0.0.1',
      dialect: 'text',
      by: 'registration',
    });
    expect(time).toBeGreaterThanOrEqual(before);
    const logout = next<LogoutEvent>('logout');
    anna.type('/quit');
    expect(await logout).toMatchObject({ connectionId: 17, account: 'anna', reason: 'quit' });
  });

  test('emits login and logout for IRC clients and for guests', async () => {
    chat = await startChat({ guests: true });
    const irc = next<LoginEvent>('login');
    await IrcUser.enter(chat.port, 'bea');
    expect(await irc).toMatchObject({ account: 'bea', dialect: 'irc', by: 'registration' });
    const guest = next<LoginEvent>('login');
    const user = await User.connect(chat.port);
    user.type('guest');
    expect(await guest).toMatchObject({ dialect: 'text', by: 'guest' });
    const lost = next<LogoutEvent>('logout');
    user.socket.destroy();
    expect(await lost).toMatchObject({ dialect: 'text', reason: 'lost' });
  });

  test('emits logout for every session that a ban ends', async () => {
    chat = await startChat();
    await User.enter(chat.port, 'anna');
    const logout = next<LogoutEvent>('logout');
    chat.hub.ban('anna');
    expect(await logout).toMatchObject({ account: 'anna', reason: 'banned' });
  });
});
