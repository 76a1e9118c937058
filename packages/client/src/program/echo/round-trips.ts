/** Times of round trips, and what can be said of them. */
export class RoundTrips {
  /** In ms, in the order they came. */
  readonly times: number[] = [];
  #sent = 0;
  #damaged = 0;

  get sent(): number {
    return this.#sent;
  }

  get received(): number {
    return this.times.length;
  }

  /** How many came back otherwise than they were sent. */
  get damaged(): number {
    return this.#damaged;
  }

  start(): void {
    this.#sent += 1;
  }

  take(ms: number, intact: boolean): void {
    this.times.push(ms);
    if (!intact) this.#damaged += 1;
  }

  /** The two lines at the end, as `ping` writes them. */
  summary(durationMs: number): string {
    const loss = this.#sent === 0 ? 0 : 100 * (1 - this.received / this.#sent);
    const damaged = this.#damaged === 0 ? '' : `, ${this.#damaged} damaged`;
    const counts =
      `${this.#sent} sent, ${this.received} received${damaged}, ` +
      `${loss.toFixed(loss === 0 || loss === 100 ? 0 : 1)}% loss, time ${Math.round(durationMs)} ms`;
    if (this.times.length === 0) return counts;
    const figures = figuresOf(this.times);
    const values = Object.values(figures).map((value) => value.toFixed(3));
    return `${counts}\nround trip ${Object.keys(figures).join('/')} = ${values.join('/')} ms`;
  }
}

/** What `ping` tells of times, and two quantiles more. */
export function figuresOf(times: readonly number[]): {
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
    min: quantile(sorted, 0),
    avg,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
    mdev: Math.sqrt(variance),
  };
}

/** The nearest value that so many of all are not above. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
