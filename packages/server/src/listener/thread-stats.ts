import type { ThreadInfo } from '../protocol.ts';
import type { ClientWorker } from './client-worker.ts';
import type { Heartbeat } from './heartbeat.ts';

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
