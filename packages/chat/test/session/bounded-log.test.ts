import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { logBounded } from '../../src/session/bounded-log.ts';
import { contextOf } from '../../src/session/context.ts';
import { startChat, type ChatServer } from '../support/chat-server.ts';
import { User } from '../support/user.ts';

let chat: ChatServer | undefined;
afterEach(async () => {
  await chat?.[Symbol.asyncDispose]();
  chat = undefined;
});

describe('Log records before the login', () => {
  test('are limited per address, and skipped ones are counted', async () => {
    chat = await startChat({ context: { remoteAddress: '2001:db8::7' } });
    await User.enter(chat.port, 'anna');
    for (let round = 0; round < 20; round += 1) {
      const user = await User.connect(chat.port);
      user.type('anna', 'wrong-pass', 'anna', 'wrong-pass', 'anna', 'wrong-pass');
      await user.closed();
      const browser = await User.connect(chat.port);
      browser.type('GET / HTTP/1.1');
      await browser.closed();
    }
    const written = chat.logged.filter(({ fields }) => fields?.['by'] === undefined);
    expect(written.length).toBeGreaterThanOrEqual(20);
    expect(written.length).toBeLessThan(25);
  });

  test('of one address do not affect those of others', async () => {
    chat = await startChat({ context: { remoteAddress: '2001:db8:0:1::7' } });
    const user = await User.connect(chat.port);
    user.type('GET / HTTP/1.1');
    await user.closed();
    expect(chat.logged).toEqual([
      {
        level: 'info',
        message: 'HTTP request rejected',
        fields: { remoteAddress: '2001:db8:0:1::7' },
      },
    ]);
  });
});

test('logBounded() adds the number of skipped records to the next one', () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(1000);
  const records: unknown[] = [];
  const context = {
    ...contextOf(new PassThrough()),
    remoteAddress: '192.0.2.9',
    log: (...record: unknown[]) => void records.push(record),
  };
  for (let attempt = 0; attempt < 30; attempt += 1) logBounded(context, 'warn', 'failed', {});
  expect(records).toEqual(Array(20).fill(['warn', 'failed', {}]));
  clock.mockReturnValue(7000);
  logBounded(context, 'warn', 'failed', { name: 'x' });
  expect(records.at(-1)).toEqual(['warn', 'failed', { name: 'x', skipped: 10 }]);
  clock.mockRestore();
});
