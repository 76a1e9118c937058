import { expect, test } from '@jest/globals';
import { openAccounts } from '../../src/index.ts';

/**
 * How often a time of `a` is longer than one of `b` (Mann–Whitney, as the area under the ROC curve): 0.5 when they
 * are indistinguishable, 0 or 1 when every sample is distinguishable.
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

test('Accounts.verify() takes the same time for unknown and known names', async () => {
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
  const calls: Array<[times: number[], call: () => Promise<unknown>]> = [
    [known, () => accounts.verify('alice', 'wrong horse', origin)],
    [unknown, () => accounts.verify('nobody', 'wrong horse', origin)],
    [unhashed, () => accounts.resume('wrong horse', origin)],
  ];
  // Alternating, so that other load affects all calls alike, and each call follows the short one equally often.
  for (let turn = 0; turn < 90; turn += 1) {
    const order = turn % 2 === 0 ? calls : calls.toReversed();
    for (const [times, call] of order) times.push(await time(call));
  }
  // The first calls include compilation.
  for (const [times] of calls) times.splice(0, 10);
  // With 80 samples each, chance alone exceeds 0.25 to 0.75 less than once in a million runs.
  expect(rank(known, unknown)).toBeGreaterThan(0.25);
  expect(rank(known, unknown)).toBeLessThan(0.75);
  // The same measure detects a call that rejects without hashing.
  expect(rank(known, unhashed)).toBeGreaterThan(0.9);
});
