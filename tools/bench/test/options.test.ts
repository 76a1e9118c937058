import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../src/side-by-side/options.ts';

const usual = ['shared-200-64', 'shared-200-64k', 'churn'];
const read = (...args: string[]) =>
  readOptions(args, {
    name: 'echo',
    cases: [
      ...usual.map((name) => ({ name })),
      { name: 'other', once: true },
      { name: 'budget-8', extra: true },
    ],
    peers: ['threadline', 'net'],
    rounds: 3,
    seconds: 1.5,
    warmUpSeconds: 4,
    maxLoadProcesses: 8,
  });

describe('readOptions()', () => {
  it('selects all cases except extra ones, with the defaults of the benchmark', () => {
    expect(read()).toMatchObject({
      rounds: 3,
      seconds: 1.5,
      warmUpSeconds: 4,
      loadProcesses: 1,
      only: [...usual, 'other'],
      peers: ['threadline', 'net'],
    });
  });

  it('selects one short round without the cases marked once for --quick', () => {
    expect(read('--quick', '--rounds', '2')).toMatchObject({ rounds: 2, seconds: 1, only: usual });
    expect(read('--quick', '--only', 'other').only).toEqual(['other']);
  });

  it('accepts prefixes of case names, and selects extra cases only by name', () => {
    expect(read('--only', 'shared').only).toEqual(usual.slice(0, 2));
    expect(read('--only=churn,shared-200-64k').only).toEqual(usual.slice(1));
    expect(read('--only=budget,churn').only).toEqual(['churn', 'budget-8']);
  });

  it.each([
    ['--only=what'],
    ['--peers=rust'],
    ['--rounds=0'],
    ['--rounds=1.5'],
    ['--seconds=x'],
    ['--load-processes=9'],
  ])('rejects %s', (argument) => {
    expect(() => read(argument)).toThrow(/Expected `--/);
  });
});
