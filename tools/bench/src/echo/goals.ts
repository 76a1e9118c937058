import type { FigureName } from './figures.ts';
import type { PeerName } from './peers.ts';
import type { Results } from './results.ts';

/** What is to be reached: a figure of threadline, or its ratio to a peer's. */
export interface Goal {
  readonly about: string;
  readonly case: string;
  readonly figure: FigureName;
  readonly versus?: PeerName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export const goals: readonly Goal[] = [
  ...['64', '64k'].flatMap((size): Goal[] => [
    {
      about: `dedicated threads, 16 clients, ${size}: round trips/s of Go's`,
      case: `dedicated-16-${size}`,
      figure: 'rate',
      versus: 'go',
      atLeast: 1,
    },
    {
      about: `shared threads, 200 clients, ${size}: round trips/s of net's`,
      case: `shared-200-${size}`,
      figure: 'rate',
      versus: 'net',
      atLeast: 1.2,
    },
    {
      about: `shared threads, 200 clients, ${size}: round trips/s of Go's`,
      case: `shared-200-${size}`,
      figure: 'rate',
      versus: 'go',
      atLeast: 1,
    },
  ]),
  {
    about: "connect to first echo, a thread used before: p50 of net's",
    case: 'connect-reused',
    figure: 'p50',
    versus: 'net',
    atMost: 1.5,
  },
  {
    about: "connect to first echo, a spare thread: p50 of net's",
    case: 'connect-spare',
    figure: 'p50',
    versus: 'net',
    atMost: 1.5,
  },
  {
    about: "connect, echo, close: clients/s of net's",
    case: 'churn',
    figure: 'rate',
    versus: 'net',
    atLeast: 0.5,
  },
  { about: 'MB per dedicated thread', case: 'memory-64', figure: 'perClient', atMost: 9 },
  { about: 'MB with 10,000 idle shared clients', case: 'idle-10k', figure: 'rss', atMost: 500 },
];

/** Whether a goal is met, and the figure that says so; undefined figures were not measured. */
export interface Verdict {
  readonly goal: Goal;
  readonly value: number | undefined;
  readonly met: boolean | undefined;
}

/** Holds the results against the goals. */
export function judge(results: Results, wanted: readonly Goal[] = goals): Verdict[] {
  return wanted.map((goal) => {
    const value =
      goal.versus === undefined
        ? results.summary(goal.case, 'threadline', goal.figure)?.median
        : results.ratio(goal.case, goal.versus, goal.figure)?.median;
    if (value === undefined) return { goal, value, met: undefined };
    const { atLeast = -Infinity, atMost = Infinity } = goal;
    return { goal, value, met: value >= atLeast && value <= atMost };
  });
}
