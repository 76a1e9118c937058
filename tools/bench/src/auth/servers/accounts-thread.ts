/** Logs in without a pause, with as many hashed at once as the last message said, and counts in shared memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { openAccounts } from '@threadline/auth';

/** Log-ins under way for each that is hashed: the others wait at the gate, as in a rush. */
const lanesPerHash = 4;

const logins = workerData as Int32Array;
let wanted = 0;

parentPort?.on('message', (atOnce: number) => {
  wanted = atOnce;
  if (atOnce > 0) void logIn(atOnce);
});

async function logIn(atOnce: number): Promise<void> {
  await using accounts = await openAccounts(':memory:', { maxHashing: atOnce, throttle: false });
  await accounts.register('alice', 'correct horse');
  const lanes = Array.from({ length: atOnce * lanesPerHash }, async () => {
    while (wanted === atOnce) {
      await accounts.verify('alice', 'correct horse', { address: '10.0.0.1' });
      Atomics.add(logins, 0, 1);
    }
  });
  await Promise.all(lanes);
}
