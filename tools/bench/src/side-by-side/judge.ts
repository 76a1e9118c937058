import type { FigureName, Results } from './results.ts';

/** What is to be reached: a figure of threadline, or its ratio to a peer's. */
export interface Goal {
  readonly about: string;
  readonly case: string;
  readonly figure: FigureName;
  readonly versus?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Whether a goal is met, and the figure that says so; undefined figures were not measured. */
export interface Verdict {
  readonly goal: Goal;
  readonly value: number | undefined;
  readonly met: boolean | undefined;
}

/** Holds the results against the goals. */
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
