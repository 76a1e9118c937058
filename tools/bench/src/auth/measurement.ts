import { table } from '../side-by-side/tables.ts';

/** One figure of the benchmark. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | '/s' | '×';
  /** The goal: what the value may be. */
  readonly atMost?: number;
}

/** What every measure gets. */
export interface MeasureOptions {
  /** A folder that goes afterwards; each measure uses names of its own in it. */
  readonly folder: string;
  /** A fraction of the work, to see that it runs. */
  readonly quick: boolean;
}

/** Milliseconds that a task takes. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** Rounded to three digits that count. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Runs a call again and again, so many at once, for a time; how many per second. */
export async function ratePerSecond(
  call: (index: number) => Promise<unknown>,
  { atOnce, forMs }: { atOnce: number; forMs: number },
): Promise<number> {
  const start = performance.now();
  let done = 0;
  const lanes = Array.from({ length: atOnce }, async (_, lane) => {
    for (let i = lane; performance.now() - start < forMs; i += atOnce) {
      await call(i);
      done += 1;
    }
  });
  await Promise.all(lanes);
  return (done * 1_000) / (performance.now() - start);
}

/** Whether a measurement meets its goal; undefined if it has none. */
export function isMet({ value, atMost }: Measurement): boolean | undefined {
  return atMost === undefined ? undefined : value <= atMost;
}

/** One line for each measurement, with its goal and whether it is met. */
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
