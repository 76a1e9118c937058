import type { Measured } from './figures.ts';
import type { ServerProcess } from './server-process.ts';

/** How long and with how many load processes to measure. */
export interface Effort {
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly loadProcesses: number;
}

/** Measures one thing at a server that has just started and serves nobody else. */
export type Measure = (server: ServerProcess, effort: Effort) => Promise<Measured>;
