import type { LoadReport } from './plan.ts';
import { Latencies } from '../side-by-side/statistics.ts';

/** Sends a report to the benchmark. */
export function report(message: LoadReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Reports an error and exits: a load that lost a client or a line is invalid. */
export function fail(message: string): never {
  process.stdout.write(`${JSON.stringify({ type: 'failed', message })}\n`, () => process.exit(1));
  throw new Error(message);
}

/** What all members of this process have read in total. */
export const traffic = { bytes: 0, reads: 0 };

/** Counts latencies and traffic from `start()` to `stop()`. */
export class Counting {
  readonly #latencies = new Latencies();
  #on = false;
  #startedAt = 0;
  #startedTraffic = { ...traffic };
  #startedCpu: NodeJS.CpuUsage | undefined;

  record(milliseconds: number): void {
    if (this.#on) this.#latencies.record(milliseconds);
  }

  start(): void {
    this.#startedCpu = process.cpuUsage();
    this.#startedTraffic = { ...traffic };
    this.#startedAt = performance.now();
    this.#on = true;
  }

  /** Returns the counts. `lineBytes` is the length of every line in a chat. */
  stop(lineBytes?: number): Extract<LoadReport, { type: 'counted' }> {
    this.#on = false;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { user, system } = process.cpuUsage(this.#startedCpu);
    return {
      type: 'counted',
      seconds,
      cpuSeconds: (user + system) / 1e6,
      deliveries: lineBytes ? (traffic.bytes - this.#startedTraffic.bytes) / lineBytes : 0,
      reads: traffic.reads - this.#startedTraffic.reads,
      latencies: this.#latencies.counts(),
    };
  }
}
