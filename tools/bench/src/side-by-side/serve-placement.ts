import { createInterface } from 'node:readline';
import type { ThreadedServer } from '@threadline/server';
import type { Placement } from './server-process.ts';

/**
 * Responds to each line on standard input with the server's `Placement` as a line of JSON. Exits with the benchmark,
 * which holds the other end of standard input.
 */
export function servePlacement(server: ThreadedServer): void {
  const lines = createInterface({ input: process.stdin });
  lines.on(
    'line',
    () => void placementOf(server).then((placement) => console.log(JSON.stringify(placement))),
  );
  lines.on('close', () => process.exit());
}

async function placementOf(server: ThreadedServer): Promise<Placement> {
  const threads = (await server.threads()).filter(({ state }) => state !== 'ending');
  return {
    threads: threads.length,
    clients: server.connections().length,
    shared: threads.filter(({ state }) => state === 'shared').length,
  };
}
