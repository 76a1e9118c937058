/** What several rounds gave for one figure. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value; of an even number of values the mean of the middle two. @throws {RangeError} for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Cannot take the median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/**
 * The value that the share `fraction` of the values does not exceed, by nearest rank: always one of the values.
 *
 * @throws {RangeError} for no values
 */
export function percentile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new RangeError('Cannot take a percentile of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(fraction * sorted.length));
  return sorted[rank - 1] as number;
}

/** Median and range of the rounds. @throws {RangeError} for no values */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** A value of each round it was measured in, by the round's number. */
export type ByRound = ReadonlyMap<number, number>;

/**
 * The ratio `ours / theirs` within each round, then the median of these: what disturbed a whole round disturbs both
 * sides of its ratio. Undefined if no round has both.
 */
export function ratio(ours: ByRound, theirs: ByRound): Summary | undefined {
  const ratios = [...ours].flatMap(([round, value]) => {
    const other = theirs.get(round);
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return ratios.length === 0 ? undefined : summarize(ratios);
}
