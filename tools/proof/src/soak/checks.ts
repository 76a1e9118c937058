import type { Verdict } from '../run-proof.ts';
import { type Sample, unaccounted } from './samples.ts';
import type { Visitor } from './visitor.ts';

/** The results of a soak. */
interface Soaked {
  readonly samples: readonly Sample[];
  readonly visitors: readonly Pick<Visitor, 'visits' | 'problems'>[];
  readonly code: number | NodeJS.Signals;
  /** How much the memory may grow. */
  readonly mbPerHour: number;
}

/** A shorter run measures mostly the warm-up. */
const leastSeconds = 300;
/** A client that is connecting or leaving may be counted in one figure only. */
const moreDescriptors = 3;

/** Checks the samples against the promises. */
export function checkSoak(verdict: Verdict, { samples, visitors, code, mbPerHour }: Soaked): void {
  const visits = visitors.reduce((sum, one) => sum + one.visits, 0);
  verdict.add(
    'all clients logged in, and none was disconnected',
    `${visits} visits`,
    visits > 0 ? visitors.flatMap(({ problems }) => problems) : ['nobody came'],
  );
  const seconds = samples.at(-1)?.atSeconds ?? 0;
  verdict.check(
    'a sample was taken every second',
    samples.length >= seconds * 0.8 && samples.length > 1,
    `${samples.length} in ${seconds.toFixed(0)} s`,
  );
  verdict.check('the server shuts down with exit code 0', code === 0, `exit code ${code}`);
  if (seconds >= leastSeconds) checkGrowth(verdict, samples, mbPerHour);
}

/** Checks memory and descriptors in the second half of the time. */
export function checkGrowth(verdict: Verdict, samples: readonly Sample[], mbPerHour: number): void {
  const over = (pick: (sample: Sample) => number): readonly Point[] =>
    secondHalf(samples.map((sample) => [sample.atSeconds, pick(sample)]));
  const grownMb = slope(over(({ rssMb }) => rssMb)) * 3600;
  verdict.check(
    `memory grows by less than ${mbPerHour} MB per hour`,
    grownMb < mbPerHour,
    `${grownMb.toFixed(1)} MB per hour in the second half`,
  );
  const points = over(unaccounted);
  const half = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  const grown = slope(points) * half;
  verdict.check(
    'descriptors do not grow',
    grown < moreDescriptors,
    `${grown.toFixed(1)} that belong neither to clients nor to threads, in the second half`,
  );
}

/** A value at a time in seconds. */
export type Point = readonly [seconds: number, value: number];

/**
 * The growth of the values per second: the slope of the line that fits the points best (least squares).
 *
 * @throws {RangeError} for points at fewer than two times
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
  if (!(alone > 0)) throw new RangeError('Cannot fit a line to fewer than two times');
  return together / alone;
}

/** The points in the second half of the time, after the warm-up. */
export function secondHalf(points: readonly Point[]): readonly Point[] {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  return points.filter(([seconds]) => seconds >= (from + to) / 2);
}
