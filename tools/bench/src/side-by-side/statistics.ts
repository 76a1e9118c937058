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

const firstUs = 1;
const step = Math.log(1.01);
const buckets = 2048;

/**
 * Counts latencies in buckets 1 % wide, from 1 microsecond to ten minutes: a fixed amount of memory, nothing
 * allocated per latency, and the counts of several processes can be added.
 */
export class Latencies {
  readonly #counts: Uint32Array;
  #total = 0;

  /** @param counts what `counts()` of another gave, to go on from */
  constructor(counts: readonly (readonly [bucket: number, count: number])[] = []) {
    this.#counts = new Uint32Array(buckets);
    this.add(counts);
  }

  /** How many were recorded. */
  get total(): number {
    return this.#total;
  }

  /** Records one latency. */
  record(milliseconds: number): void {
    const bucket = Math.log((milliseconds * 1000) / firstUs) / step;
    const index = bucket < 0 ? 0 : bucket >= buckets ? buckets - 1 : bucket | 0;
    (this.#counts[index] as number)++;
    this.#total += 1;
  }

  /** Adds the counts of another process. */
  add(counts: readonly (readonly [bucket: number, count: number])[]): void {
    for (const [bucket, count] of counts) {
      (this.#counts[bucket] as number) += count;
      this.#total += count;
    }
  }

  /** The buckets that hold something, as plain data. */
  counts(): [bucket: number, count: number][] {
    return [...this.#counts].flatMap((count, bucket): [number, number][] =>
      count > 0 ? [[bucket, count]] : [],
    );
  }

  /** The latency in microseconds that the share `fraction` does not exceed, to half a percent. 0 if there is none. */
  percentileUs(fraction: number): number {
    const rank = Math.max(1, Math.ceil(fraction * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank && seen > 0) return firstUs * Math.exp((bucket + 0.5) * step);
    }
    return 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
