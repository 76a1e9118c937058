/**
 * The server under test. Argument: the options of `listen()` as JSON. Answers each line on standard input with one
 * line of JSON that tells how its clients are placed.
 */
import { createInterface } from 'node:readline';
import { listen, type ListenOptions } from '@threadline/server';
import type { Placement } from './placement.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as Partial<ListenOptions>;
const server = await listen({
  ...options,
  handler: new URL(import.meta.resolve('@threadline/echo')),
});
console.log(`listening ${server.address.port} ${process.pid}`);

const lines = createInterface({ input: process.stdin });
lines.on('line', () => void place().then((placement) => console.log(JSON.stringify(placement))));
// The benchmark holds the other end of standard input: when it is gone, so are we.
lines.on('close', () => process.exit());

async function place(): Promise<Placement> {
  const threads = (await server.threads()).filter(({ state }) => state !== 'ending');
  return {
    threads: threads.length,
    clients: server.connections().length,
    shared: threads.filter(({ state }) => state === 'shared').length,
  };
}
