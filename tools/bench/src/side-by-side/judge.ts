import type { FigureName, Results } from './results.ts';

/** A limit for a figure of threadline, or for its ratio to that of the peer `versus`. */
export interface Goal {
  readonly about: string;
  readonly case: string;
  readonly figure: FigureName;
  readonly versus?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** The verdict on a goal. `value` and `met` are undefined if the figure was not measured. */
export interface Verdict {
  readonly goal: Goal;
  readonly value: number | undefined;
  readonly met: boolean | undefined;
}

/** Compares the results with the goals. */
export function judge(results: Results, goals: readonly Goal[]): Verdict[] {
  return goals.map((goal) => {
    const value =
      goal.versus === undefined
        ? results.summary(goal.case, 'threadline', goal.figure)?.median
        : results.ratio(goal.case, goal.versus, goal.figure)?.median;
    if (value === undefined) return { goal, value, met: undefined };
    const { atLeast = -Infinity, atMost = Infinity } = goal;
    return { goal, value, met: value >= atLeast && value <= atMost };
  });
}
