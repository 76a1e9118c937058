/** The round-trip times of pings, and their statistics. */
export class RoundTrips {
  /** In ms, in the order of the responses. */
  readonly times: number[] = [];
  #sent = 0;
  #damaged = 0;

  get sent(): number {
    return this.#sent;
  }

  get received(): number {
    return this.times.length;
  }

  /** How many responses differ from what was sent. */
  get damaged(): number {
    return this.#damaged;
  }

  start(): void {
    this.#sent += 1;
  }

  add(ms: number, intact: boolean): void {
    this.times.push(ms);
    if (!intact) this.#damaged += 1;
  }

  /** The closing lines, in the format of `ping`. */
  summary(durationMs: number): string {
    const loss = this.#sent === 0 ? 0 : 100 * (1 - this.received / this.#sent);
    const damaged = this.#damaged === 0 ? '' : `, ${this.#damaged} damaged`;
    const counts =
      `${this.#sent} sent, ${this.received} received${damaged}, ` +
      `${loss.toFixed(loss === 0 || loss === 100 ? 0 : 1)}% loss, time ${Math.round(durationMs)} ms`;
    if (this.times.length === 0) return counts;
    const stats = statsOf(this.times);
    const values = Object.values(stats).map((value) => value.toFixed(3));
    return `${counts}\nround trip ${Object.keys(stats).join('/')} = ${values.join('/')} ms`;
  }
}

/** The statistics of `ping`, and two percentiles. */
export function statsOf(times: readonly number[]): {
  readonly min: number;
  readonly avg: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly mdev: number;
} {
  const sorted = times.toSorted((one, other) => one - other);
  const avg = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  const variance = sorted.reduce((sum, time) => sum + (time - avg) ** 2, 0) / sorted.length;
  return {
    min: percentile(sorted, 0),
    avg,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
    mdev: Math.sqrt(variance),
  };
}

/** The percentile by the nearest-rank method. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const barWidth = 40;
const maxBins = 10;

/** A histogram of times: one line with a bar per range. The width of the ranges is 1, 2 or 5 times a power of ten. */
export function histogram(times: readonly number[]): string {
  const min = times.reduce((one, other) => Math.min(one, other));
  const max = times.reduce((one, other) => Math.max(one, other));
  const width = roundUp((max - min) / maxBins || 0.001);
  const first = Math.floor(min / width);
  const counts: number[] = Array.from({ length: Math.floor(max / width) - first + 1 }, () => 0);
  for (const time of times) {
    const bin = Math.floor(time / width) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  const digits = Math.max(0, -Math.floor(Math.log10(width) + 1e-9));
  const label = (bin: number): string => ((first + bin) * width).toFixed(digits);
  const labelWidth = label(counts.length).length;
  const countWidth = String(highest).length;
  return counts
    .map((count, bin) => {
      const range = `${label(bin).padStart(labelWidth)} - ${label(bin + 1).padStart(labelWidth)} ms`;
      const bar = '#'.repeat(
        count === 0 ? 0 : Math.max(1, Math.round((count / highest) * barWidth)),
      );
      return `${range}  ${String(count).padStart(countWidth)}  ${bar}`.trimEnd();
    })
    .join('\n');
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
