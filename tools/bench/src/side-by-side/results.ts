import { type ByRound, ratio, summarize, type Summary } from './statistics.ts';

/** The names, units and digits of the figures, in the order of the table. */
export const figures = {
  rate: { unit: '/s', digits: 0, name: 'per second' },
  p50: { unit: 'µs', digits: 0, name: 'p50' },
  p99: { unit: 'µs', digits: 0, name: 'p99' },
  slowest: { unit: 'ms', digits: 1, name: 'slowest' },
  all: { unit: 'ms', digits: 0, name: 'until all are done' },
  members: { unit: 'members', digits: 0, name: 'members connected' },
  cpu: { unit: 'µs', digits: 2, name: 'server CPU per operation' },
  perRead: { unit: 'lines', digits: 1, name: 'lines per read' },
  serverCores: { unit: 'cores', digits: 2, name: 'cores, server' },
  loadCores: { unit: 'cores', digits: 2, name: 'cores, load' },
  otherCores: { unit: 'cores', digits: 2, name: 'cores, others' },
  perClient: { unit: 'MB', digits: 2, name: 'memory per client' },
  idleRss: { unit: 'MB', digits: 0, name: 'resident without clients' },
  rss: { unit: 'MB', digits: 0, name: 'resident with all clients' },
} as const;

export type FigureName = keyof typeof figures;

export type Measured = Partial<Record<FigureName, number>>;

/** One measurement of one server, in one case and round. */
export interface Sample {
  readonly case: string;
  readonly peer: string;
  readonly round: number;
  readonly measured: Measured;
}

/** The samples of all rounds, and statistics on them. */
export class Results {
  readonly samples: Sample[] = [];

  constructor(samples: readonly Sample[] = []) {
    this.samples.push(...samples);
  }

  add(sample: Sample): void {
    this.samples.push(sample);
  }

  /** Returns the median and range of a figure over the rounds. Returns undefined if it was not measured. */
  summary(caseName: string, peer: string, figure: FigureName): Summary | undefined {
    const values = [...this.#byRound(caseName, peer, figure).values()];
    return values.length === 0 ? undefined : summarize(values);
  }

  /** Returns the ratio threadline ÷ peer of a figure: the median of the ratios of the rounds. */
  ratio(caseName: string, peer: string, figure: FigureName): Summary | undefined {
    return ratio(
      this.#byRound(caseName, 'threadline', figure),
      this.#byRound(caseName, peer, figure),
    );
  }

  #byRound(caseName: string, peer: string, figure: FigureName): ByRound {
    return new Map(
      this.samples.flatMap((sample): [number, number][] => {
        const value = sample.measured[figure];
        const wanted = sample.case === caseName && sample.peer === peer;
        return wanted && value !== undefined ? [[sample.round, value]] : [];
      }),
    );
  }
}

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
