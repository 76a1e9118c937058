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

/** Of the threads that take clients, the one that serves the fewest. */
export function fewestClients(
  workers: Iterable<ClientWorker>,
  isWanted: (worker: ClientWorker) => boolean = () => true,
): ClientWorker | undefined {
  let fewest: ClientWorker | undefined;
  for (const worker of workers) {
    if (worker.ending || worker.tainted || !isWanted(worker)) continue;
    if (fewest === undefined || load(worker) < load(fewest)) fewest = worker;
  }
  return fewest;
}

/** Any number of handshakes weighs less than one client that is served. */
function load({ clients, handshakes }: ClientWorker): number {
  return clients + handshakes.size / (handshakes.size + 1);
}
