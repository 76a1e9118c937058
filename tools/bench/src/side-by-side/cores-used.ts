import { machineCpuSeconds } from './proc.ts';
import type { ServerProcess } from './server-process.ts';

/** What the clocks showed at one moment. */
export interface Clocks {
  readonly at: number;
  readonly server: number;
  readonly machine: number;
}

/** Reads the clock, and the CPU time that the server and the whole machine have used. */
export function readClocks(server: ServerProcess): Clocks {
  return { at: performance.now(), server: server.cpuSeconds(), machine: machineCpuSeconds() };
}

/** How many cores were in use between two moments: by the server, by the load, and by everything else. */
export function coresUsed(
  before: Clocks,
  after: Clocks,
  loadCores: number,
): { serverCores: number; loadCores: number; otherCores: number } {
  const wall = (after.at - before.at) / 1000;
  const serverCores = (after.server - before.server) / wall;
  const otherCores = (after.machine - before.machine) / wall - serverCores - loadCores;
  return { serverCores, loadCores, otherCores: Math.max(0, otherCores) };
}
