import { join } from 'node:path';
import { LoadProcess } from '../side-by-side/load-process.ts';
import type { LoadCommand, LoadPlan, LoadReport } from './load/plan.ts';

const entry = join(import.meta.dirname, 'load/load.ts');

/** Starts a process that plays clients of an echo server. */
export function startLoad(plan: LoadPlan): LoadProcess<LoadCommand, LoadReport> {
  return new LoadProcess(entry, plan);
}
