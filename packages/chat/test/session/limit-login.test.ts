import { afterEach, describe, expect, test } from '@jest/globals';
import { type ChatServer, startChat } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer;
afterEach(async () => chat[Symbol.asyncDispose]());

describe('limitLogin()', () => {
  test('closes a text client that floods before the login', async () => {
    chat = await startChat();
    const user = await User.connect(chat.port);
    user.type('somebody', ...Array.from({ length: 5000 }, (_, index) => `no ${index}`));
    const told = await user.closed();
    expect(told).toContain('!! Closed: more than 100 lines before login\r\n');
    expect(told.split('\r\n').length).toBeLessThan(250);
  });

  test('closes an IRC client that floods before the registration', async () => {
    chat = await startChat();
    const user = await User.connect(chat.port);
    user.type('USER x 0 * :x', ...Array.from({ length: 5000 }, (_, index) => `NICK a${index}`));
    const told = await user.closed();
    expect(told).toContain('ERROR :Closing link: more than 100 lines before login\r\n');
  });

  test('does not count lines after the login', async () => {
    chat = await startChat();
    const anna = await User.enter(chat.port, 'anna');
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    const bea = await User.enter(chat.port, 'bea');
    anna.type(...lines);
    await bea.sees('anna: line 299\r\n');
  });
});
