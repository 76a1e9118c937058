import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../start-load.ts';
import type { Measure } from '../../side-by-side/measure.ts';

/** Time for a server to come to rest, with its spare threads started. */
const settleMs = 1500;
const timeoutMs = 90_000;

/** Resident memory with so many idle clients, and how much each of them added. */
export function idleMemory(clients: number): Measure {
  return async (server) => {
    await pause(settleMs);
    const before = server.rssMb();
    await using load = startLoad({ type: 'idle', port: server.port, clients });
    await load.report('ready', timeoutMs);
    await pause(settleMs);
    const rss = server.rssMb();
    return { rss, perClient: (rss - before) / clients };
  };
}
