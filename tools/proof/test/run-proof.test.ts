import { expect, test } from '@jest/globals';
import { Random } from '../src/random.ts';
import { readOptions, Verdict } from '../src/run-proof.ts';
import { runCommand } from './run-command.ts';

test('a Verdict about nothing does not hold, nor does one with a broken claim', () => {
  const verdict = new Verdict();
  expect(verdict.held).toBe(false);
  verdict.check('the sky is up', true, 'it is');
  expect(verdict.held).toBe(true);
  const problems = Array.from({ length: 10 }, (_, index) => `problem ${index}`);
  verdict.add('nothing falls', '10 things', problems);
  expect(verdict.held).toBe(false);
  expect(verdict.lines()).toContain('        and 2 more');
  expect(verdict.lines()).toContain('BROKEN  nothing falls: 10 things');
});

test('readOptions() takes numbers over the defaults, and makes a seed if none is given', () => {
  const { options, json } = readOptions(['--seconds', '7', '--json', 'x.json'], { seconds: 60 });
  expect(options.seconds).toBe(7);
  expect(options.seed).toBeGreaterThanOrEqual(0);
  expect(json).toBe('x.json');
  expect(readOptions(['--seed', '9'], {}).options.seed).toBe(9);
  expect(() => readOptions(['--seconds', 'many'], { seconds: 60 })).toThrow('whole number');
});

test('Random gives the same for the same seed', () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 5 }, () => random.integer(1, 1000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('a proof with an option that is not known ends with 2', async () => {
  const { code, output } = await runCommand('chaos', { minutes: 3 });
  expect(code).toBe(2);
  expect(output).toContain('chaos: ');
});
