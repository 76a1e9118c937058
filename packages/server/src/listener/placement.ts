import { availableParallelism } from 'node:os';
import type { ClientWorker } from './client-worker.ts';

/**
 * A TLS handshake takes one or two round trips. A thread that waits for a slower one has nothing else to do, so it takes
 * newcomers as an idle one does: a client that begins a handshake and never goes on has no thread to itself.
 */
export const slowHandshakeMs = 300;

/** A thread that serves nobody and only waits for slow handshakes. */
export function heldUp(workers: Iterable<ClientWorker>): ClientWorker | undefined {
  const moment = performance.now() - slowHandshakeMs;
  return fewestClients(workers, (worker) => worker.isHeldUpSince(moment));
}

/**
 * The thread that one more client shares once the budget is spent. At most one thread per core is shared, the others
 * stay dedicated: waking a thread for a single line costs more than the line, so 200 clients are served twice as fast
 * by two threads with 93 clients each and 14 dedicated ones as by 16 threads with 12 or 13 each.
 */
export function threadToShare(
  workers: Iterable<ClientWorker>,
  maxShared = availableParallelism(),
): ClientWorker | undefined {
  const shared = [...workers].filter((worker) => isUsable(worker) && isShared(worker));
  return fewestClients(shared.length < maxShared ? workers : shared);
}

function isShared({ clients }: ClientWorker): boolean {
  return clients > 1;
}

/** Of the threads that take clients, the one that serves the fewest. */
function fewestClients(
  workers: Iterable<ClientWorker>,
  isWanted: (worker: ClientWorker) => boolean = () => true,
): ClientWorker | undefined {
  let fewest: ClientWorker | undefined;
  for (const worker of workers) {
    if (!isUsable(worker) || !isWanted(worker)) continue;
    if (fewest === undefined || load(worker) < load(fewest)) fewest = worker;
  }
  return fewest;
}

function isUsable({ ending, tainted }: ClientWorker): boolean {
  return !ending && !tainted;
}

/** Any number of handshakes weighs less than one client that is served. */
function load({ clients, handshakes }: ClientWorker): number {
  return clients + handshakes.size / (handshakes.size + 1);
}
