import { describe, expect, test } from '@jest/globals';
import { allAnswer, figuresOf, healthOf } from '../../src/service/health.ts';
import { fakeTarget } from '../support/fake-target.ts';

const gone = () => Promise.reject(new Error('The hub thread has ended'));
const never = () => new Promise<never>(() => {});

describe('allAnswer()', () => {
  test('resolves when the listeners and all that stands behind them have answered', async () => {
    const asked: string[] = [];
    const health = {
      hub: () => asked.push('hub'),
      accounts: () => Promise.resolve(asked.push('accounts')),
    };
    await allAnswer({ ...fakeTarget(), health });
    expect(asked).toEqual(['hub', 'accounts']);
  });

  test('rejects if one is gone', async () => {
    const target = { ...fakeTarget(), health: { hub: gone } };
    await expect(allAnswer(target)).rejects.toThrow('The hub thread has ended');
  });
});

describe('healthOf()', () => {
  test('tells of each part whether it answers, and waits for none for long', async () => {
    const health = { hub: never, accounts: () => {}, log: gone };
    expect(await healthOf({ ...fakeTarget(), health }, 20)).toEqual({
      hub: 'unresponsive',
      accounts: 'ok',
      log: 'The hub thread has ended',
    });
    expect(await healthOf(fakeTarget(), 20)).toEqual({});
  });
});

describe('figuresOf()', () => {
  test('gives the figures, or why there are none', async () => {
    const target = fakeTarget();
    expect(await figuresOf({ ...target, figures: () => ({ rooms: 3 }) })).toEqual({ rooms: 3 });
    expect(await figuresOf({ ...target, figures: gone })).toEqual({
      figures: 'The hub thread has ended',
    });
    expect(await figuresOf({ ...target, figures: never }, 20)).toEqual({ figures: 'unresponsive' });
  });
});
