import { describe, expect, it } from '@jest/globals';
import { caseTable, formatNumber, formatSummary, table } from '../src/side-by-side/tables.ts';
import { Results } from '../src/side-by-side/results.ts';

const results = new Results([
  { case: 'churn', peer: 'threadline', round: 1, measured: { rate: 1000 } },
  { case: 'churn', peer: 'net', round: 1, measured: { rate: 4000 } },
  { case: 'churn', peer: 'threadline', round: 2, measured: { rate: 3000 } },
  { case: 'churn', peer: 'net', round: 2, measured: { rate: 4000 } },
]);

describe('caseTable()', () => {
  it('shows median and range of each peer, and the ratio to each other peer', () => {
    const lines = caseTable(results, 'churn', ['threadline', 'net', 'go'])?.split('\n') ?? [];
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['threadline', 'net', 'go', '/ net', '/ go'],
      ['per second [/s]', '2,000 (1,000–3,000)', '4,000', '-', '0.50 (0.25–0.75)', '-'],
    ]);
  });

  it('is undefined if nothing was measured', () => {
    expect(caseTable(results, 'idle-10k', ['threadline', 'net'])).toBeUndefined();
  });
});

describe('formatSummary()', () => {
  it('omits an empty range, and shows a dash for a missing summary', () => {
    expect(formatSummary({ median: 1234.5, min: 1234.5, max: 1234.5 }, 1)).toBe('1,234.5');
    expect(formatSummary(undefined, 1)).toBe('-');
  });
});

describe('table()', () => {
  it('aligns the first column left and the others right', () => {
    expect(
      table([
        ['', 'ours', 'theirs'],
        ['rate', '12,000', '9'],
      ]),
    ).toBe('        ours  theirs\nrate  12,000       9');
  });
});

describe('formatNumber()', () => {
  it('keeps the given digits and separates thousands', () => {
    expect(formatNumber(12345.678, 1)).toBe('12,345.7');
    expect(formatNumber(2, 2)).toBe('2.00');
  });
});
