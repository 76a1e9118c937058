import { availableParallelism } from 'node:os';
import { expect, test } from '@jest/globals';
import { capacity } from '../src/machine/capacity.ts';
import { readMachineLimits } from '../src/machine/machine-limits.ts';

const large = {
  cores: 64,
  maxMaps: 1_000_000,
  maps: 500,
  maxDescriptors: 100_000,
  memoryBytes: 64 * 2 ** 30,
  maxTasks: Number.POSITIVE_INFINITY,
  tasks: 0,
};

test('capacity() of a large machine is limited by the ceiling', () => {
  expect(capacity(large)).toMatchObject({
    threads: 256,
    boundBy: 'ceiling',
    machineThreads: 256,
    machineBoundBy: 'ceiling',
    connections: 10_000,
  });
});

test.each([
  [1, 16],
  [2, 16],
  [4, 32],
  [31, 248],
])('capacity() of %i cores is %i threads, although the machine carries more', (cores, threads) => {
  expect(capacity({ ...large, cores })).toMatchObject({
    threads,
    boundBy: 'cores',
    machineThreads: 256,
    machineBoundBy: 'ceiling',
  });
});

test.each([
  ['maps', { maxMaps: 10_000 }, 126],
  ['descriptors', { maxDescriptors: 1024 }, 80],
  ['memory', { memoryBytes: 2 ** 30 }, 21],
  ['tasks', { maxTasks: 100, tasks: 18 }, 30],
] as const)('capacity() says that %s bound it', (boundBy, machine, threads) => {
  expect(capacity({ ...large, ...machine })).toMatchObject({
    boundBy,
    threads,
    machineBoundBy: boundBy,
    machineThreads: threads,
  });
});

test('capacity() returns the limit of the machine even if the cores limit the default', () => {
  expect(capacity({ ...large, cores: 2, maxTasks: 100, tasks: 18 })).toMatchObject({
    threads: 16,
    boundBy: 'cores',
    machineThreads: 30,
    machineBoundBy: 'tasks',
  });
});

test('capacity() leaves tasks for the threads that Node itself starts', () => {
  expect(capacity({ ...large, maxTasks: 100, tasks: 18 }).hardThreads).toBe(50);
});

test('capacity() never falls below one thread and one connection', () => {
  const none = capacity({
    cores: 1,
    maxMaps: 100,
    maps: 100,
    maxDescriptors: 10,
    memoryBytes: 1,
    maxTasks: 10,
    tasks: 10,
  });
  expect(none).toMatchObject({ threads: 1, connections: 1 });
});

test('capacity() stays below the mappings at which the process would abort', () => {
  // Seen: the process aborts at 1,900 to 2,000 threads on Node 26, 1,700 to 1,800 on Node 24, with 65,530 mappings.
  expect(capacity({ ...large, maxMaps: 65_530 }).hardThreads).toBeLessThan(1700);
});

test('readMachineLimits() reads this machine', () => {
  const { cores, maxMaps, maxDescriptors, memoryBytes, maxTasks, tasks } = readMachineLimits();
  expect(cores).toBe(availableParallelism());
  expect(maxTasks).toBeGreaterThan(tasks);
  expect(maxMaps).toBeGreaterThan(1000);
  expect(maxDescriptors).toBeGreaterThan(64);
  expect(memoryBytes).toBeGreaterThan(2 ** 27);
});
