import { table } from '../side-by-side/tables.ts';

/** One figure of the benchmark. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | '/s' | '×';
  /** The goal. */
  readonly atMost?: number;
}

export interface MeasureOptions {
  /** A temporary folder, shared by all measures. */
  readonly folder: string;
  /** Does a fraction of the work, to check that the benchmark runs. */
  readonly quick: boolean;
}

/** Returns how long the task takes, in milliseconds. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** Rounds to three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Runs `concurrency` closed loops of the call for `forMs` and returns the calls per second. */
export async function ratePerSecond(
  call: (index: number) => Promise<unknown>,
  { concurrency, forMs }: { concurrency: number; forMs: number },
): Promise<number> {
  const start = performance.now();
  let done = 0;
  const lanes = Array.from({ length: concurrency }, async (_, lane) => {
    for (let i = lane; performance.now() - start < forMs; i += concurrency) {
      await call(i);
      done += 1;
    }
  });
  await Promise.all(lanes);
  return (done * 1_000) / (performance.now() - start);
}

/** Returns true if the measurement meets its goal, undefined if it has none. */
export function isMet({ value, atMost }: Measurement): boolean | undefined {
  return atMost === undefined ? undefined : value <= atMost;
}

/** Formats one line per measurement, with its goal and verdict. */
export function measurementTable(measurements: readonly Measurement[]): string {
  return table(
    measurements.map((measurement) => {
      const { name, value, unit, atMost } = measurement;
      if (atMost === undefined) return [name, `${value} ${unit}`];
      const verdict = isMet(measurement) === true ? 'goal met' : 'goal NOT met';
      return [name, `${value} ${unit}`, `at most ${atMost} ${unit}`, verdict];
    }),
  );
}
