import { join } from 'node:path';
import { LoadProcess } from '../side-by-side/load-process.ts';
import type { LoadCommand, LoadPlan, LoadReport } from './load/plan.ts';

const entry = join(import.meta.dirname, 'load/load.ts');

/** Starts the process that plays the members of a chat. */
export function startLoad(plan: LoadPlan): LoadProcess<LoadCommand, LoadReport> {
  return new LoadProcess(entry, plan);
}
