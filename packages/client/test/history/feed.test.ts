import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catchUp, Feed, SeenIds } from '../../src/history/feed.ts';
import type { ChatMessage } from '../../src/index.ts';

test('SeenIds forgets the oldest ids beyond its limit', () => {
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

function message(id: string): ChatMessage {
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

test('Feed and catchUp() deliver every message once and in order, in any interleaving of live messages and pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }),
      async (missed, pageSize, bursts) => {
        const server: ChatMessage[] = [];
        const delivered: string[] = [];
        const feed = new Feed('#t', new Date(0));
        const deliver = ({ id }: ChatMessage): number => delivered.push(id ?? '');
        const live = (count: number, connected: boolean): void => {
          for (let n = 0; n < count; n += 1) {
            const next = message(String(server.length + 1));
            server.push(next);
            if (connected) feed.addLive(next).forEach(deliver);
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
          deliver,
        );
        live(2, true);
        expect(delivered).toEqual(server.map(({ id }) => id));
      },
    ),
    { numRuns: 500 },
  );
});
