import type { ErrorData } from '../errors.ts';
import type { ClientWorker } from './client-worker.ts';

/** How long a thread may take to end its client. */
const graceMs = 20;

/** A shared thread that has been blocked for this long is assumed to be in an endless loop, so it is ended with its other clients. */
const sharedSilenceMs = 500;

interface Kick {
  readonly gone: PromiseWithResolvers<void>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Clients that are being kicked. A client's thread is asked to end it; if it does not, the thread is ended: after 20 ms
 * if it serves no other client, otherwise once its event loop has been blocked for half a second.
 */
export class Kicks {
  readonly #pending = new Map<number, Kick>();

  has(id: number): boolean {
    return this.#pending.has(id);
  }

  /** Kicks one client. Resolves when it is gone. */
  begin(worker: ClientWorker, id: number, error: ErrorData): Promise<void> {
    const kick = this.#add(id);
    worker.post({ type: 'end', id, error });
    const check = (): void => {
      const leftMs = sharedSilenceMs - (performance.now() - worker.turnedAt);
      if (worker.connections.size === 1 || leftMs <= 0) worker.end('kick');
      else kick.timer = setTimeout(check, leftMs);
    };
    kick.timer ??= setTimeout(check, graceMs);
    return kick.gone.promise;
  }

  /** Marks all clients of a thread as kicked, before it is ended. */
  addAll(ids: Iterable<number>): void {
    for (const id of ids) this.#add(id);
  }

  /** A client is gone, whether it was kicked or not. */
  gone(id: number): void {
    const kick = this.#pending.get(id);
    if (kick === undefined) return;
    this.#pending.delete(id);
    clearTimeout(kick.timer);
    kick.gone.resolve();
  }

  #add(id: number): Kick {
    const kick = this.#pending.get(id) ?? { gone: Promise.withResolvers(), timer: undefined };
    this.#pending.set(id, kick);
    return kick;
  }
}
