import { expect, test } from '@jest/globals';
import { capacity, readMachineLimits } from '../src/capacity.ts';

const large = { maxMaps: 1_000_000, maps: 500, maxDescriptors: 100_000, memoryBytes: 64 * 2 ** 30 };

test('capacity() of a large machine is bound by the ceiling', () => {
  expect(capacity(large)).toMatchObject({ threads: 256, boundBy: 'ceiling', connections: 10_000 });
});

test.each([
  ['maps', { maxMaps: 10_000 }, 126],
  ['descriptors', { maxDescriptors: 1024 }, 80],
  ['memory', { memoryBytes: 2 ** 30 }, 21],
] as const)('capacity() says that %s bind it', (boundBy, machine, threads) => {
  expect(capacity({ ...large, ...machine })).toMatchObject({ boundBy, threads });
});

test('capacity() never falls below one thread and one connection', () => {
  const none = capacity({ maxMaps: 100, maps: 100, maxDescriptors: 10, memoryBytes: 1 });
  expect(none).toMatchObject({ threads: 1, connections: 1 });
});

test('capacity() stays below the mappings at which the process would abort', () => {
  // Seen: the process aborts at 1,900 to 2,000 threads on Node 26, 1,700 to 1,800 on Node 24, with 65,530 mappings.
  expect(capacity({ ...large, maxMaps: 65_530 }).hardThreads).toBeLessThan(1700);
});

test('readMachineLimits() reads this machine', () => {
  const { maxMaps, maxDescriptors, memoryBytes } = readMachineLimits();
  expect(maxMaps).toBeGreaterThan(1000);
  expect(maxDescriptors).toBeGreaterThan(64);
  expect(memoryBytes).toBeGreaterThan(2 ** 27);
});
