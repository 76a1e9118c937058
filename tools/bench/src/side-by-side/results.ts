import type { FigureName, Sample } from './figures.ts';
import { type ByRound, ratio, summarize, type Summary } from './statistics.ts';

/** The samples of all rounds, and what is made of them. */
export class Results {
  readonly samples: Sample[] = [];

  constructor(samples: readonly Sample[] = []) {
    this.samples.push(...samples);
  }

  add(sample: Sample): void {
    this.samples.push(sample);
  }

  /** Median and range of a figure over the rounds; undefined if it was not measured. */
  summary(caseName: string, peer: string, figure: FigureName): Summary | undefined {
    const values = [...this.#byRound(caseName, peer, figure).values()];
    return values.length === 0 ? undefined : summarize(values);
  }

  /** The ratio threadline / peer of a figure: the median of the rounds' ratios. */
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
