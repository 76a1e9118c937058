import type { ServerProcess } from '../server-process.ts';
import type { Measure } from './measure.ts';
import { throughput } from './throughput.ts';

/** How the clients of the server under test must be placed for the figure to mean what it says. */
export type Placing = 'dedicated' | 'shared';

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

async function checkPlacing(
  server: ServerProcess,
  clients: number,
  placing: Placing | undefined,
): Promise<void> {
  if (placing === undefined) return;
  const placement = await server.placement();
  const asPlanned =
    placement.clients === clients && (placing === 'shared') === placement.shared > 0;
  if (!asPlanned)
    throw new Error(
      `Expected ${clients} clients on ${placing} threads, got ${JSON.stringify(placement)}`,
    );
}
