import { expect, test } from '@jest/globals';
import { openAccounts } from '../src/index.ts';

/**
 * How often a time of `a` is longer than one of `b` (Mann–Whitney, as the area under the ROC curve): 0.5 when they
 * cannot be told apart, 0 or 1 when each single time gives itself away.
 */
function rank(a: readonly number[], b: readonly number[]): number {
  const wins = a.flatMap((x) => b.map((y): number => (x > y ? 1 : x === y ? 0.5 : 0)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

async function time(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task().catch(() => undefined);
  return performance.now() - start;
}

test('Accounts.verify() takes as long for unknown names as for known ones', async () => {
  await using accounts = await openAccounts(':memory:', {
    memoryKiB: 1_024,
    passes: 1,
    throttle: false,
  });
  await accounts.register('alice', 'correct horse');
  const origin = { address: '10.0.0.1' };
  const known: number[] = [];
  const unknown: number[] = [];
  const unhashed: number[] = [];
  // In turns, so that whatever else the machine does meets all alike.
  for (let i = 0; i < 80; i += 1) {
    known.push(await time(() => accounts.verify('alice', 'wrong horse', origin)));
    unknown.push(await time(() => accounts.verify('nobody', 'wrong horse', origin)));
    unhashed.push(await time(() => accounts.resume('wrong horse', origin)));
  }
  // With 80 each, chance alone leaves 0.3 to 0.7 less than once in ten thousand runs.
  expect(rank(known, unknown)).toBeGreaterThan(0.3);
  expect(rank(known, unknown)).toBeLessThan(0.7);
  // The same measure does find a call that answers without hashing.
  expect(rank(known, unhashed)).toBeGreaterThan(0.9);
});
