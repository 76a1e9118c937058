import type { Verdict } from '../side-by-side/judge.ts';
import { formatNumber } from '../side-by-side/table.ts';

/** The goals as rows of a table, with its head: what was wanted, what was reached, and whether that is enough. */
export function goalRows(verdicts: readonly Verdict[]): string[][] {
  const rows = verdicts.map(({ goal, value, met }) => {
    const unit = goal.versus === undefined ? '' : ' ×';
    const wanted =
      goal.atLeast === undefined ? `≤ ${goal.atMost}${unit}` : `≥ ${goal.atLeast}${unit}`;
    const reached = value === undefined ? '' : `${formatNumber(value, 2)}${unit}`;
    return [goal.about, wanted, reached, verdict(met)];
  });
  return [['goal', 'wanted', 'reached', ''], ...rows];
}

/** A verdict in a word. */
export function verdict(met: boolean | undefined): string {
  if (met === undefined) return 'not measured';
  return met ? 'met' : '**not met**';
}
