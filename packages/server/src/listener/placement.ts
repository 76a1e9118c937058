import { availableParallelism } from 'node:os';
import type { ClientWorker } from './client-worker.ts';

/**
 * A TLS handshake takes one or two round trips. A thread that waits longer accepts another client as an idle one does, so a
 * client that does not finish its handshake does not occupy a thread.
 */
export const slowHandshakeMs = 300;

/** A thread that serves no client and waits for slow handshakes. */
export function slowHandshakeThread(workers: Iterable<ClientWorker>): ClientWorker | undefined {
  const moment = performance.now() - slowHandshakeMs;
  return fewestClients(workers, (worker) => worker.waitsForHandshakeSince(moment));
}

/**
 * The thread that one more client shares when no more can be started. At most one thread per core is shared, the others stay
 * dedicated. Waking a thread costs more than handling a line: 200 clients are served twice as fast by two threads with 93
 * clients each and 14 dedicated ones as by 16 threads with 12 or 13 each.
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

/** The usable thread with the fewest clients. */
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

/** Handshakes together count less than one served client. */
function load({ clients, handshakes }: ClientWorker): number {
  return clients + handshakes.size / (handshakes.size + 1);
}
