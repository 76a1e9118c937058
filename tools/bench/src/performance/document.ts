import { existsSync, readFileSync } from 'node:fs';
import type { Measurement } from '../auth/measurement.ts';
import type { Sample } from '../side-by-side/results.ts';
import type { Verdict } from '../side-by-side/judge.ts';
import type { Machine } from '../side-by-side/machine.ts';

/** The results file of `bench:echo` and `bench:chat`. */
export interface SideBySideDocument {
  readonly machine: Machine;
  readonly options: { readonly rounds: number };
  readonly verdicts: readonly Verdict[];
  readonly samples: readonly Sample[];
}

/** The results file of `bench:auth`. */
export interface MeasurementDocument {
  readonly machine: Machine;
  readonly results: readonly Measurement[];
}

/** Describes when and on which machine something was measured. */
export function measuredOn({ date, node, cores, processor }: Machine): string {
  return `${date.slice(0, 10)}, Node ${node}, ${cores} cores (${processor})`;
}

/** Reads a results file. Returns undefined if it does not exist. */
export function readDocument<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

const begin = '<!-- performance: written by tools/bench -->';
const end = '<!-- /performance -->';

/** Replaces the text between the two markers of a document. @throws {Error} if a marker is missing */
export function replaceSection(document: string, text: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Cannot find ${begin} and ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
