import { describe, expect, it } from '@jest/globals';
import { formatNumber, table } from '../src/side-by-side/table.ts';

describe('table()', () => {
  it('puts the first column flush left and the others flush right', () => {
    expect(
      table([
        ['', 'ours', 'theirs'],
        ['rate', '12,000', '9'],
      ]),
    ).toBe('        ours  theirs\nrate  12,000       9');
  });
});

describe('formatNumber()', () => {
  it('keeps the digits it is told, thousands apart', () => {
    expect(formatNumber(12345.678, 1)).toBe('12,345.7');
    expect(formatNumber(2, 2)).toBe('2.00');
  });
});
