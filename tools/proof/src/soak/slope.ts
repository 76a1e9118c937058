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
