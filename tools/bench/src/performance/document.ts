import { existsSync, readFileSync } from 'node:fs';
import type { Measurement } from '../auth/measurement.ts';
import type { Sample } from '../side-by-side/figures.ts';
import type { Verdict } from '../side-by-side/judge.ts';
import type { Machine } from '../side-by-side/machine.ts';

/** What a benchmark of servers side by side has written. */
export interface SideBySideDocument {
  readonly machine: Machine;
  readonly options: { readonly rounds: number };
  readonly verdicts: readonly Verdict[];
  readonly samples: readonly Sample[];
}

/** What the benchmark of the accounts has written. */
export interface MeasurementDocument {
  readonly machine: Machine;
  readonly results: readonly Measurement[];
}

/** Reads what a benchmark has written; undefined if it was not run. */
export function readDocument<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}
