import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../../side-by-side/measure.ts';
import type { DialectName } from '../load/plan.ts';
import { startLoad } from '../start-load.ts';
import { dialectOf } from './dialect-of.ts';

const timeoutMs = 90_000;
/** Time for a server to come to rest, with its spare threads started. */
const settleMs = 1500;

/** How many of a crowd that comes in one moment get in, in what time, and what each costs the server. */
export function crowd(members: number, spoken?: DialectName): (peer: string) => Measure {
  return (peer) => async (server) => {
    await pause(settleMs);
    const idle = { cpu: server.cpuSeconds(), rss: server.rssMb() };
    const { port } = server;
    const dialect = spoken ?? dialectOf(peer);
    await using load = startLoad({ type: 'crowd', port, dialect, members });
    const crowded = await load.report('crowded', timeoutMs);
    const rss = server.rssMb();
    return {
      members: crowded.members,
      all: crowded.allMs,
      cpu: ((server.cpuSeconds() - idle.cpu) / members) * 1e6,
      perClient: (rss - idle.rss) / members,
      idleRss: idle.rss,
      rss,
    };
  };
}
