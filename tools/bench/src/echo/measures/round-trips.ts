import { checkPlacing, type Placing } from '../../side-by-side/placing.ts';
import type { Measure } from '../../side-by-side/measure.ts';
import { throughput } from './throughput.ts';

/** Round trips of some clients that each have one message under way. */
export function roundTrips(clients: number, bytes: number): (placing?: Placing) => Measure {
  return (placing) => async (server, effort) => {
    const processes = Math.min(effort.loadProcesses, clients);
    const plans = Array.from({ length: processes }, (_, index) => ({
      type: 'round-trips' as const,
      port: server.port,
      bytes,
      clients: Math.floor((clients + index) / processes),
    }));
    const { seconds, warmUpSeconds } = effort;
    const check = (): Promise<void> => checkPlacing(server, clients, placing);
    return await throughput(server, plans, { seconds, warmUpSeconds, check });
  };
}
