import type { Worker } from 'node:worker_threads';

/** Options of {@link watchThread}. */
export interface ThreadWatch {
  /** The longest time without a turn of its event loop, in milliseconds. */
  readonly timeoutMs: number;
  /** Sends the thread a ping; resolves when it is answered. */
  readonly ping: () => Promise<unknown>;
  /** Called once, if the thread has not turned its event loop for `timeoutMs`. */
  readonly onUnresponsive: (silentMs: number) => void;
}

/**
 * Detects a thread whose event loop is blocked. A thread is pinged only if it has not waited for events since the last check,
 * so an idle thread is never woken.
 *
 * @returns a function that stops watching
 */
export function watchThread(
  worker: Worker,
  { timeoutMs, ping, onUnresponsive }: ThreadWatch,
): () => void {
  const periodMs = Math.min(1000, Math.max(10, timeoutMs / 4));
  let lookedAt = performance.now();
  let turnedAt = lookedAt;
  let idleMs = 0;
  let pinged = false;
  const pong = (): void => {
    pinged = false;
    turnedAt = performance.now();
  };
  const look = (): void => {
    const now = performance.now();
    const lateMs = now - lookedAt - periodMs;
    lookedAt = now;
    // Time in which this thread itself did not run (a stopped process, a suspended machine) does not count.
    if (lateMs > periodMs) turnedAt = Math.min(now, turnedAt + lateMs);
    const { idle } = worker.performance.eventLoopUtilization();
    if (idle > idleMs) {
      idleMs = idle;
      turnedAt = now;
      return;
    }
    if (!pinged) {
      pinged = true;
      // An ended thread is not unresponsive: its end is handled elsewhere.
      ping().then(pong, stop);
    }
    if (now - turnedAt < timeoutMs) return;
    stop();
    onUnresponsive(Math.round(now - turnedAt));
  };
  const timer = setInterval(look, periodMs).unref();
  const stop = (): void => clearInterval(timer);
  return stop;
}
