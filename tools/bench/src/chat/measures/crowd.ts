import type { Measure } from '../../side-by-side/measure.ts';
import { startLoad } from '../start-load.ts';
import { dialectOf } from './dialect-of.ts';

const timeoutMs = 90_000;

/** How many of a crowd that comes in one moment get in, and in what time. */
export function crowd(members: number): (peer: string) => Measure {
  return (peer) => async (server) => {
    const { port } = server;
    await using load = startLoad({ type: 'crowd', port, dialect: dialectOf(peer), members });
    const crowded = await load.report('crowded', timeoutMs);
    return { members: crowded.members, all: crowded.allMs, rss: server.rssMb() };
  };
}
