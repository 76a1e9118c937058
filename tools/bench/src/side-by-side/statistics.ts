/** The median and range of a figure over several rounds. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Returns the median: the middle value, or the mean of the two middle values. @throws {RangeError} for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Cannot take the median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/**
 * Returns a percentile by the nearest-rank method: always one of the values.
 *
 * @throws {RangeError} for no values
 */
export function percentile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new RangeError('Cannot take a percentile of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(fraction * sorted.length));
  return sorted[rank - 1] as number;
}

/** Returns the median and range. @throws {RangeError} for no values */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** Values by the number of the round. */
export type ByRound = ReadonlyMap<number, number>;

/**
 * Returns the median of the ratios `ours / theirs` of the rounds. Ratios are taken within a round because a disturbance
 * of the machine then affects both sides. Returns undefined if no round has both values.
 */
export function ratio(ours: ByRound, theirs: ByRound): Summary | undefined {
  const ratios = [...ours].flatMap(([round, value]) => {
    const other = theirs.get(round);
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return ratios.length === 0 ? undefined : summarize(ratios);
}

const firstUs = 1;
const step = Math.log(1.01);
const buckets = 2048;

/**
 * A histogram of latencies with buckets 1 % wide, from 1 microsecond to ten minutes. It has a fixed size, allocates
 * nothing per latency, and can be merged with the histograms of other processes.
 */
export class Latencies {
  readonly #counts: Uint32Array;
  #total = 0;

  /** @param counts the `counts()` of another instance, to start with */
  constructor(counts: readonly (readonly [bucket: number, count: number])[] = []) {
    this.#counts = new Uint32Array(buckets);
    this.add(counts);
  }

  /** The number of recorded latencies. */
  get total(): number {
    return this.#total;
  }

  record(milliseconds: number): void {
    const bucket = Math.log((milliseconds * 1000) / firstUs) / step;
    const index = bucket < 0 ? 0 : bucket >= buckets ? buckets - 1 : bucket | 0;
    (this.#counts[index] as number)++;
    this.#total += 1;
  }

  /** Adds the counts of another instance. */
  add(counts: readonly (readonly [bucket: number, count: number])[]): void {
    for (const [bucket, count] of counts) {
      (this.#counts[bucket] as number) += count;
      this.#total += count;
    }
  }

  /** Returns the non-empty buckets as plain data. */
  counts(): [bucket: number, count: number][] {
    return [...this.#counts].flatMap((count, bucket): [number, number][] =>
      count > 0 ? [[bucket, count]] : [],
    );
  }

  /** Returns a percentile in microseconds, accurate to half a percent. Returns 0 if nothing was recorded. */
  percentileUs(fraction: number): number {
    const rank = Math.max(1, Math.ceil(fraction * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank && seen > 0) return firstUs * Math.exp((bucket + 0.5) * step);
    }
    return 0;
  }

  /** Resets all counts. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
