import { describe, expect, test } from '@jest/globals';
import { checkAlive, statsOf, checkHealth } from '../../src/service/health.ts';
import { fakeTarget } from '../support/fake-target.ts';

const gone = () => Promise.reject(new Error('The hub thread has ended'));
const never = () => new Promise<never>(() => {});

describe('checkAlive()', () => {
  test('resolves when the listeners and all parts have responded', async () => {
    const asked: string[] = [];
    const health = {
      hub: () => asked.push('hub'),
      accounts: () => Promise.resolve(asked.push('accounts')),
    };
    await checkAlive({ ...fakeTarget(), health });
    expect(asked).toEqual(['hub', 'accounts']);
  });

  test('rejects if one fails', async () => {
    const target = { ...fakeTarget(), health: { hub: gone } };
    await expect(checkAlive(target)).rejects.toThrow('The hub thread has ended');
  });
});

describe('checkHealth()', () => {
  test('reports the state of each part, with a time limit', async () => {
    const health = { hub: never, accounts: () => {}, log: gone };
    expect(await checkHealth({ ...fakeTarget(), health }, 20)).toEqual({
      hub: 'unresponsive',
      accounts: 'ok',
      log: 'The hub thread has ended',
    });
    expect(await checkHealth(fakeTarget(), 20)).toEqual({});
  });
});

describe('statsOf()', () => {
  test('returns the stats, or the error', async () => {
    const target = fakeTarget();
    expect(await statsOf({ ...target, stats: () => ({ rooms: 3 }) })).toEqual({ rooms: 3 });
    expect(await statsOf({ ...target, stats: gone })).toEqual({
      stats: 'The hub thread has ended',
    });
    expect(await statsOf({ ...target, stats: never }, 20)).toEqual({ stats: 'unresponsive' });
  });
});
