import type { ClientWorker } from './client-worker.ts';

/** How a thread's event loop was doing at the last look. Times are of `performance.now()`. */
interface Pulse {
  lookedAt: number;
  idleMs: number;
  utilization: number;
  askedAt: number;
}

/**
 * Watches whether the threads turn their event loops. A thread that has waited for events since the last look has
 * turned; only one that has not is asked, so idle threads sleep on.
 */
export class Heartbeat {
  readonly #workers: Iterable<ClientWorker>;
  readonly #hung: (worker: ClientWorker, silentMs: number) => void;
  readonly #pulses = new WeakMap<ClientWorker, Pulse>();
  #hangTimeoutMs = 0;
  #periodMs = 250;
  #lookedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    workers: Iterable<ClientWorker>,
    hung: (worker: ClientWorker, silentMs: number) => void,
  ) {
    this.#workers = workers;
    this.#hung = hung;
  }

  /** Starts to look, or goes on with another timeout; 0 looks, but lets threads hang. */
  start(hangTimeoutMs: number): void {
    this.#hangTimeoutMs = hangTimeoutMs;
    clearInterval(this.#timer);
    this.#periodMs =
      hangTimeoutMs === 0 ? 250 : Math.min(250, Math.max(10, Math.floor(hangTimeoutMs / 4)));
    this.#lookedAt = performance.now();
    this.#timer = setInterval(() => this.look(), this.#periodMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The share of the time between the last two looks in which the thread was busy, from 0 to 1. */
  utilization(worker: ClientWorker): number {
    return this.#pulses.get(worker)?.utilization ?? 0;
  }

  /** Looks at every thread once. */
  look(): void {
    const now = performance.now();
    const lateMs = now - this.#lookedAt - this.#periodMs;
    this.#lookedAt = now;
    for (const worker of this.#workers) {
      if (!worker.ready || worker.endCause !== undefined) continue;
      // Time in which this very thread didn't run (a stopped process, a sleeping machine) is nobody's silence.
      if (lateMs > this.#periodMs) worker.turnedAt = Math.min(now, worker.turnedAt + lateMs);
      this.#lookAt(worker, now);
    }
  }

  #lookAt(worker: ClientWorker, now: number): void {
    const { idle: idleMs } = worker.worker.performance.eventLoopUtilization();
    const last = this.#pulses.get(worker) ?? {
      lookedAt: now,
      idleMs: 0,
      utilization: 0,
      askedAt: 0,
    };
    const idledMs = idleMs - last.idleMs;
    const elapsedMs = now - last.lookedAt;
    const utilization = elapsedMs > 0 ? Math.min(1, Math.max(0, 1 - idledMs / elapsedMs)) : 0;
    const pulse = { lookedAt: now, idleMs, utilization, askedAt: last.askedAt };
    this.#pulses.set(worker, pulse);
    if (idledMs > 0) {
      worker.turnedAt = now;
      return;
    }
    if (worker.turnedAt >= pulse.askedAt) {
      worker.post({ type: 'ping' });
      pulse.askedAt = now;
    }
    const silentMs = now - worker.turnedAt;
    if (this.#hangTimeoutMs > 0 && silentMs >= this.#hangTimeoutMs) this.#hung(worker, silentMs);
  }
}
