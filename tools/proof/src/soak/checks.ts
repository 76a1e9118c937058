import type { Verdict } from '../report/verdict.ts';
import { type Sample, unaccounted } from './samples.ts';
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

/** A point in time, in seconds, and a value. */
export type Point = readonly [seconds: number, value: number];

/**
 * How fast the values grow, per second: the slope of the line that fits the points best (least squares).
 *
 * @throws {RangeError} for points at less than two moments, through which there is no one line
 */
export function slope(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [meanSeconds, meanValue] = [mean(([seconds]) => seconds), mean(([, value]) => value)];
  let together = 0;
  let alone = 0;
  for (const [seconds, value] of points) {
    together += (seconds - meanSeconds) * (value - meanValue);
    alone += (seconds - meanSeconds) ** 2;
  }
  if (!(alone > 0)) throw new RangeError('Cannot draw a line through less than two moments');
  return together / alone;
}

/** The points of the second half of the time: by then a server has warmed up. */
export function secondHalf(points: readonly Point[]): readonly Point[] {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return points.filter(([seconds]) => seconds >= (from + to) / 2);
}
