import { createInterface } from 'node:readline';
import type { ThreadedServer } from '@threadline/server';
import type { Placement } from './server-process.ts';

/**
 * Answers each line on standard input with one line of JSON that tells how the server's clients are placed. Ends the
 * process when standard input ends: the benchmark holds the other end.
 */
export function answerPlacement(server: ThreadedServer): void {
  const lines = createInterface({ input: process.stdin });
  lines.on(
    'line',
    () => void place(server).then((placement) => console.log(JSON.stringify(placement))),
  );
  lines.on('close', () => process.exit());
}

async function place(server: ThreadedServer): Promise<Placement> {
  const threads = (await server.threads()).filter(({ state }) => state !== 'ending');
  return {
    threads: threads.length,
    clients: server.connections().length,
    shared: threads.filter(({ state }) => state === 'shared').length,
  };
}
