/**
 * An echo server and, in a thread of the same process, accounts that are logged in to. Tells its port, then takes a
 * `ServerCommand` a line on standard input, and ends with it.
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
// As a string: of a number, `console.log` may make a coloured one.
console.log(String(server.address.port));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const command = JSON.parse(line) as ServerCommand;
  switch (command.type) {
    case 'log-in':
      accounts.postMessage(command.atOnce);
      break;
    case 'tell-status':
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
