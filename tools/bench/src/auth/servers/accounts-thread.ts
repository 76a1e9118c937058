/** Logs in continuously. Each message sets how many passwords are hashed at once; logins are counted in shared memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { openAccounts } from '@threadline/auth';

/** Pending logins per hash in progress, so that the queue is never empty. */
const lanesPerHash = 4;

const logins = workerData as Int32Array;
let wanted = 0;

parentPort?.on('message', (concurrency: number) => {
  wanted = concurrency;
  if (concurrency > 0) void logIn(concurrency);
});

async function logIn(concurrency: number): Promise<void> {
  await using accounts = await openAccounts(':memory:', {
    maxHashing: concurrency,
    throttle: false,
  });
  await accounts.register('alice', 'correct horse');
  const lanes = Array.from({ length: concurrency * lanesPerHash }, async () => {
    while (wanted === concurrency) {
      await accounts.verify('alice', 'correct horse', { address: '10.0.0.1' });
      Atomics.add(logins, 0, 1);
    }
  });
  await Promise.all(lanes);
}
