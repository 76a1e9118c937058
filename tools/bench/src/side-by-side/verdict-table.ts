import type { Verdict } from './judge.ts';
import { formatNumber, table } from './table.ts';

/** One line for each goal: whether it is met, the figure, and what was wanted. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  return table(
    verdicts.map(({ goal, value, met }) => {
      const unit = goal.versus === undefined ? '' : ' ×';
      const wanted =
        goal.atLeast === undefined
          ? `at most ${goal.atMost}${unit}`
          : `at least ${goal.atLeast}${unit}`;
      const verdict = met === undefined ? 'not measured' : met ? 'goal met' : 'goal NOT met';
      const figure = value === undefined ? '-' : `${formatNumber(value, 2)}${unit}`;
      return [goal.about, figure, wanted, verdict];
    }),
  );
}
