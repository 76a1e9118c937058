/**
 * An echo server and, in another thread of the process, accounts. Prints its port, then reads one `ServerCommand` per
 * line from standard input. Exits when standard input ends.
 */
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { listen } from '@threadline/server';
import type { ServerCommand, ServerStatus } from '../echo-and-accounts.ts';

const logins = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
const accounts = new Worker(new URL('./accounts-thread.ts', import.meta.url), {
  name: 'accounts',
  workerData: logins,
});
const server = await listen({
  handler: new URL(import.meta.resolve('@threadline/echo')),
  maxThreads: 40,
});
// `console.log` colours a number on a terminal, but not a string.
console.log(String(server.address.port));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const command = JSON.parse(line) as ServerCommand;
  switch (command.type) {
    case 'log-in':
      accounts.postMessage(command.concurrency);
      break;
    case 'status':
      console.log(JSON.stringify(status()));
      break;
    default:
      command satisfies never;
  }
});
lines.on('close', () => process.exit());

function status(): ServerStatus {
  return {
    atMs: performance.now(),
    logins: Atomics.load(logins, 0),
    threads: new Set(server.connections().map(({ threadId }) => threadId)).size,
  };
}
