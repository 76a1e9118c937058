import type { Verdict } from '../report/verdict.ts';
import { type Sample, unaccounted } from './sample.ts';
import { type Point, secondHalf, slope } from './slope.ts';
import type { Visitor } from './visitor.ts';

/** What a soak has left. */
export interface Soaked {
  readonly samples: readonly Sample[];
  readonly visitors: readonly Pick<Visitor, 'visits' | 'problems'>[];
  readonly code: number | NodeJS.Signals;
  /** By so much the memory may grow. */
  readonly mbPerHour: number;
}

/** A shorter run says nothing of an hour: what a server takes to get warm is most of it. */
const leastSeconds = 300;
/** A client that is just coming or going is in one figure and not yet in the other. */
const moreDescriptors = 3;

/** Holds what was sampled against what is promised. */
export function checkSoak(verdict: Verdict, { samples, visitors, code, mbPerHour }: Soaked): void {
  const visits = visitors.reduce((sum, one) => sum + one.visits, 0);
  verdict.add(
    'everyone who came got in, and nobody had to go',
    `${visits} visits`,
    visits > 0 ? visitors.flatMap(({ problems }) => problems) : ['nobody came'],
  );
  const seconds = samples.at(-1)?.atSeconds ?? 0;
  verdict.check(
    'a sample was taken each second',
    samples.length >= seconds * 0.8 && samples.length > 1,
    `${samples.length} in ${seconds.toFixed(0)} s`,
  );
  verdict.check('the server ends as told', code === 0, `exit code ${code}`);
  if (seconds >= leastSeconds) checkGrowth(verdict, samples, mbPerHour);
}

/** Memory and descriptors over the second half of the time. */
export function checkGrowth(verdict: Verdict, samples: readonly Sample[], mbPerHour: number): void {
  const over = (pick: (sample: Sample) => number): readonly Point[] =>
    secondHalf(samples.map((sample) => [sample.atSeconds, pick(sample)]));
  const grownMb = slope(over(({ rssMb }) => rssMb)) * 3600;
  verdict.check(
    `memory grows by less than ${mbPerHour} MB an hour`,
    grownMb < mbPerHour,
    `${grownMb.toFixed(1)} MB an hour over the second half`,
  );
  const points = over(unaccounted);
  const half = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  const grown = slope(points) * half;
  verdict.check(
    'descriptors do not grow',
    grown < moreDescriptors,
    `${grown.toFixed(1)} that are no client's and no thread's, over the second half`,
  );
}
