import { existsSync, readFileSync } from 'node:fs';
import type { Measurement } from '../auth/measurement.ts';
import type { Sample } from '../side-by-side/results.ts';
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

/** Where and when something was measured, in one line. */
export function measuredOn({ date, node, cores, processor }: Machine): string {
  return `${date.slice(0, 10)}, Node ${node}, ${cores} cores (${processor})`;
}

/** Reads what a benchmark has written; undefined if it was not run. */
export function readDocument<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

const begin = '<!-- performance: written by tools/bench -->';
const end = '<!-- /performance -->';

/** Puts a text between the two marks of a document. @throws {Error} if they are not there */
export function replaceSection(document: string, text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Cannot find ${begin} and ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
