import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../src/echo/options.ts';

const names = ['shared-200-64', 'shared-200-64k', 'churn'];
const cases = [...names.map((name) => ({ name })), { name: 'budget-8', extra: true }];

describe('readOptions()', () => {
  it('measures everything but extra cases in five rounds unless told otherwise', () => {
    const options = readOptions([], cases);
    expect(options).toMatchObject({ rounds: 5, seconds: 3, loadProcesses: 1, only: names });
    expect(options.peers).toEqual(['threadline', 'bare', 'net', 'python', 'go']);
  });

  it('takes beginnings of names of cases', () => {
    expect(readOptions(['--only', 'shared'], cases).only).toEqual(names.slice(0, 2));
    expect(readOptions(['--only=churn,shared-200-64k'], cases).only).toEqual(names.slice(1));
  });

  it('measures extra cases only if they are named', () => {
    expect(readOptions(['--only=budget,churn'], cases).only).toEqual(['churn', 'budget-8']);
  });

  it.each([['--only=what'], ['--peers=rust'], ['--rounds=0'], ['--rounds=1.5'], ['--seconds=x']])(
    'refuses %s',
    (argument) => {
      expect(() => readOptions([argument], cases)).toThrow(/Expected `--/);
    },
  );
});
