import type { ClientWorker } from './client-worker.ts';
import type { ThreadInfo } from '../protocol.ts';

/** The state of a thread's event loop at the last check. Times are from `performance.now()`. */
interface Pulse {
  lookedAt: number;
  idleMs: number;
  utilization: number;
  askedAt: number;
}

/**
 * Checks that the threads' event loops turn. A loop that has been idle since the last check has turned; other threads are
 * sent a ping, so idle threads are not woken.
 */
export class Heartbeat {
  readonly #workers: Iterable<ClientWorker>;
  readonly #unresponsive: (worker: ClientWorker, silentMs: number) => void;
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
    this.#unresponsive = hung;
  }

  /** Starts the checks, or changes the timeout. With 0, it measures utilization and ends no thread. */
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

  /** The share of the time between the last two checks in which the thread was busy, from 0 to 1. */
  utilization(worker: ClientWorker): number {
    return this.#pulses.get(worker)?.utilization ?? 0;
  }

  /** Checks every thread once. */
  look(): void {
    const now = performance.now();
    const lateMs = now - this.#lookedAt - this.#periodMs;
    this.#lookedAt = now;
    for (const worker of this.#workers) {
      if (!worker.ready || worker.endCause !== undefined) continue;
      // Ignore time in which this thread didn't run either, as after a SIGSTOP or a suspend.
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
    if (this.#hangTimeoutMs > 0 && silentMs >= this.#hangTimeoutMs)
      this.#unresponsive(worker, silentMs);
  }
}

/** How long to wait for a thread's answer. A thread in an endless loop of JavaScript answers; one that is blocked in native code doesn't. */
const patienceMs = 50;

interface Sample {
  readonly cpuMs: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
}

const nothingKnown: Sample = { cpuMs: 0, heapUsedBytes: 0, heapLimitBytes: 0 };

/** Collects the stats of all threads at once; for a thread that doesn't answer, the last known ones. */
export class ThreadStats {
  readonly #heartbeat: Heartbeat;
  readonly #known = new WeakMap<ClientWorker, Sample>();

  constructor(heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
  }

  async read(workers: Iterable<ClientWorker>): Promise<ThreadInfo[]> {
    return await Promise.all(Array.from(workers, (worker) => this.#readOne(worker)));
  }

  async #readOne(worker: ClientWorker): Promise<ThreadInfo> {
    const sample = (await this.#sample(worker)) ?? this.#known.get(worker) ?? nothingKnown;
    this.#known.set(worker, sample);
    const silentMs = performance.now() - worker.turnedAt;
    return {
      threadId: worker.threadId,
      state: worker.state,
      connectionIds: [...worker.connections.keys()],
      startedAt: worker.startedAt,
      served: worker.served,
      ...sample,
      utilization: this.#heartbeat.utilization(worker),
      silentMs: worker.ready && silentMs > 2 * patienceMs + 250 ? Math.round(silentMs) : 0,
    };
  }

  async #sample({ worker }: ClientWorker): Promise<Sample | undefined> {
    const { promise: patience, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const answers = Promise.all([worker.cpuUsage(), worker.getHeapStatistics()]).then(
      ([cpu, heap]) => ({
        cpuMs: Math.round((cpu.user + cpu.system) / 1000),
        heapUsedBytes: heap.used_heap_size,
        heapLimitBytes: heap.heap_size_limit,
      }),
      // The thread has not started yet, or has ended.
      () => undefined,
    );
    const sample = await Promise.race([answers, patience]);
    clearTimeout(timer);
    return sample;
  }
}
