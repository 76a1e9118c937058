import { Latencies } from '../../side-by-side/latencies.ts';
import { traffic } from './member.ts';
import type { LoadReport } from './plan.ts';

/** Counts bytes and latencies from `start()` to `stop()`. The load itself runs before, between and after. */
export class Counting {
  readonly #latencies = new Latencies();
  #on = false;
  #startedAt = 0;
  #startedBytes = 0;
  #startedReads = 0;
  #startedCpu: NodeJS.CpuUsage | undefined;

  record(milliseconds: number): void {
    if (this.#on) this.#latencies.record(milliseconds);
  }

  start(): void {
    this.#startedCpu = process.cpuUsage();
    this.#startedBytes = traffic.bytes;
    this.#startedReads = traffic.reads;
    this.#startedAt = performance.now();
    this.#on = true;
  }

  /** What was counted, of lines of that length. */
  stop(lineBytes: number): Extract<LoadReport, { type: 'counted' }> {
    this.#on = false;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { user, system } = process.cpuUsage(this.#startedCpu);
    return {
      type: 'counted',
      seconds,
      cpuSeconds: (user + system) / 1e6,
      deliveries: (traffic.bytes - this.#startedBytes) / lineBytes,
      reads: traffic.reads - this.#startedReads,
      latencies: this.#latencies.counts(),
    };
  }
}
