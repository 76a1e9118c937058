import { capacity, type Capacity } from '@threadline/server';

/** The default of `maxThreads` for each of the two servers: they share one process, and what the machine carries. */
export function defaultMaxThreads({ threads, machineThreads }: Capacity = capacity()): number {
  return Math.max(1, Math.min(threads, Math.floor(machineThreads / 2)));
}

/**
 * Threads that each server keeps ready for its next client. One is enough for clients that connect one after the other;
 * each takes 8 MB whether anybody connects or not.
 */
export const spareThreads = 1;
