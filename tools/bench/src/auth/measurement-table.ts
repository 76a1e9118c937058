import { table } from '../side-by-side/table.ts';
import type { Measurement } from './measurement.ts';

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
