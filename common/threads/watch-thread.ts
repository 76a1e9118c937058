import type { Worker } from 'node:worker_threads';

/** How a thread is watched. */
export interface ThreadWatch {
  /** How long it may go without turning its event loop, in milliseconds. */
  readonly timeoutMs: number;
  /** Asks the thread for a sign of life, and resolves when it comes. */
  readonly ping: () => Promise<unknown>;
  /** Called once, if the thread has not turned its event loop for `timeoutMs`. */
  readonly onUnresponsive: (silentMs: number) => void;
}

/**
 * Watches whether a thread turns its event loop. A thread that has waited for events since the last look has; only one
 * that has not is pinged, so an idle thread sleeps on.
 *
 * @returns how to end that
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
    // Time in which this very thread did not run (a stopped process, a sleeping machine) is nobody's silence.
    if (lateMs > periodMs) turnedAt = Math.min(now, turnedAt + lateMs);
    const { idle } = worker.performance.eventLoopUtilization();
    if (idle > idleMs) {
      idleMs = idle;
      turnedAt = now;
      return;
    }
    if (!pinged) {
      pinged = true;
      // A thread that is gone is not unresponsive: its end is noticed elsewhere.
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
