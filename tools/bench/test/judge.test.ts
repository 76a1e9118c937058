import { describe, expect, it } from '@jest/globals';
import { judge, Results } from '../src/side-by-side/results.ts';
import { verdictTable } from '../src/side-by-side/tables.ts';

const results = new Results([
  { case: 'churn', peer: 'threadline', round: 1, measured: { rate: 1000 } },
  { case: 'churn', peer: 'net', round: 1, measured: { rate: 1000 } },
  { case: 'memory-64', peer: 'threadline', round: 1, measured: { perClient: 9.5 } },
]);
const goals = [
  { about: 'as fast', case: 'churn', figure: 'rate', versus: 'net', atLeast: 1 },
  { about: 'small', case: 'memory-64', figure: 'perClient', atMost: 9 },
  { about: 'elsewhere', case: 'idle-10k', figure: 'rss', atMost: 500 },
] as const;

describe('judge()', () => {
  it('distinguishes goals that are met, not met and not measured', () => {
    expect(judge(results, goals).map(({ met, value }) => [met, value])).toEqual([
      [true, 1],
      [false, 9.5],
      [undefined, undefined],
    ]);
  });
});

describe('verdictTable()', () => {
  it('shows the figure, the target and the verdict', () => {
    const lines = verdictTable(judge(results, goals)).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['as fast', '1.00 ×', 'at least 1 ×', 'goal met'],
      ['small', '9.50', 'at most 9', 'goal NOT met'],
      ['elsewhere', '-', 'at most 500', 'not measured'],
    ]);
  });
});
