import { capacity, type Capacity } from '@threadline/server';

/** The default of `maxThreads` for each of the two servers: they share one process, and what the machine carries. */
export function defaultMaxThreads({ threads, machineThreads }: Capacity = capacity()): number {
  return Math.max(1, Math.min(threads, Math.floor(machineThreads / 2)));
}
