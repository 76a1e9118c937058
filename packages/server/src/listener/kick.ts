import type { ErrorData } from '../errors.ts';
import type { Accepted } from './accepted.ts';
import type { ClientWorker } from './client-worker.ts';

/** How often, and how long at least, a thread is given time to end its client itself. */
const graceMs = 20;

/** A shared thread silent for so long is taken to loop for ever, so its other clients have nothing to lose. */
const sharedSilenceMs = 500;

/**
 * Ends one client: its thread is asked, and if it doesn't do so it is ended with it. A thread that the client has to
 * itself is given 20 ms; a shared one is only ended if it has not turned its event loop for half a second.
 * Resolves when the client is gone.
 */
export function kick(worker: ClientWorker, { id }: Accepted, error: ErrorData): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.post({ type: 'end', id, error });
  let asked = 0;
  const timer = setInterval(() => {
    asked += 1;
    if (!worker.connections.has(id)) {
      clearInterval(timer);
      resolve();
      return;
    }
    if (asked * pollMs < graceMs) return;
    const alone = worker.connections.size === 1;
    if (alone || performance.now() - worker.turnedAt >= sharedSilenceMs) worker.end('kick');
  }, pollMs);
  return promise;
}

const pollMs = 2;
