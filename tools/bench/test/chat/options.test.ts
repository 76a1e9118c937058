import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../src/chat/options.ts';

const cases = [{ name: 'shared-500-4-8' }, { name: 'crowd-2000' }, { name: 'other', once: true }];

describe('readOptions()', () => {
  it('measures everything, in three rounds', () => {
    const options = readOptions([], cases);
    expect(options).toMatchObject({ rounds: 3, seconds: 1.5, warmUpSeconds: 1.5 });
    expect(options.only).toEqual(['shared-500-4-8', 'crowd-2000', 'other']);
  });

  it('measures in short what goals stand on with --quick, unless told otherwise', () => {
    const options = readOptions(['--quick', '--rounds', '2'], cases);
    expect(options).toMatchObject({ rounds: 2, seconds: 1 });
    expect(options.only).toEqual(['shared-500-4-8', 'crowd-2000']);
    expect(readOptions(['--quick', '--only', 'other'], cases).only).toEqual(['other']);
  });

  it.each([['--only=what'], ['--peers=python'], ['--rounds=0']])('refuses %s', (argument) => {
    expect(() => readOptions([argument], cases)).toThrow(/Expected `--/);
  });
});
