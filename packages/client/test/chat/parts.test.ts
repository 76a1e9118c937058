import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Backoff } from '../../src/chat/backoff.ts';
import { catchUp } from '../../src/chat/catch-up.ts';
import type { ChatMessage } from '../../src/chat/chat-message.ts';
import { Feed } from '../../src/chat/feed.ts';
import { SeenIds } from '../../src/chat/seen-ids.ts';

describe('Backoff', () => {
  test('waits twice as long each time, up to a bound, with a half of it by chance', () => {
    const most = new Backoff({ initialDelayMs: 100, maxDelayMs: 1000 }, () => 1);
    expect(Array.from({ length: 6 }, () => most.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    const least = new Backoff({ initialDelayMs: 100, maxDelayMs: 1000 }, () => 0);
    expect(Array.from({ length: 5 }, () => least.next())).toEqual([50, 100, 200, 400, 500]);
  });

  test('gives up after so many attempts, and starts over after a reset', () => {
    const backoff = new Backoff({ maxAttempts: 2 }, () => 0);
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([250, 500, undefined]);
    backoff.reset();
    expect(backoff.next()).toBe(250);
  });
});

test('SeenIds forgets the oldest beyond its bound', () => {
  const seen = new SeenIds(2);
  expect(['a', 'a', 'b', 'c', 'a', 'c'].map((id) => seen.add(id))).toEqual([
    true,
    false,
    true,
    true,
    true,
    false,
  ]);
});

function said(id: string): ChatMessage {
  return {
    kind: 'message',
    id,
    time: new Date(Number(id)),
    from: 'bea',
    fromServer: false,
    account: undefined,
    room: '#t',
    conversation: '#t',
    text: id,
    own: false,
    past: false,
  };
}

test('Feed and catchUp() tell every message once and in order, however live ones and pages come between one another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
      async (missed, pageSize, bursts) => {
        const server: ChatMessage[] = [];
        const told: string[] = [];
        const feed = new Feed('#t', new Date(0));
        const tell = ({ id }: ChatMessage): number => told.push(id ?? '');
        const live = (count: number, connected: boolean): void => {
          for (let n = 0; n < count; n += 1) {
            const message = said(String(server.length + 1));
            server.push(message);
            if (connected) feed.take(message).forEach(tell);
          }
        };
        live(2, true);
        live(missed, false);
        feed.hold();
        await catchUp(
          feed,
          async (after) => {
            live(bursts.shift() ?? 0, true);
            const from = after instanceof Date ? after.getTime() : Number(after);
            const page = server.slice(from, from + pageSize);
            live(bursts.shift() ?? 0, true);
            return Promise.resolve(page);
          },
          tell,
        );
        live(2, true);
        expect(told).toEqual(server.map(({ id }) => id));
      },
    ),
    { numRuns: 500 },
  );
});
