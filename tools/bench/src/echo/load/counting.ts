import { Latencies } from '../../side-by-side/latencies.ts';
import type { LoadCommand } from './plan.ts';
import { report } from './report.ts';

/** Counts latencies between the commands `measure` and `stop`. The load itself runs before, between and after. */
export class Counting {
  readonly #latencies = new Latencies();
  #on = false;
  #startedAt = 0;
  #startedCpu: NodeJS.CpuUsage | undefined;

  /** Whether latencies count now. */
  get on(): boolean {
    return this.#on;
  }

  record(milliseconds: number): void {
    if (this.#on) this.#latencies.record(milliseconds);
  }

  take(command: LoadCommand): void {
    switch (command) {
      case 'measure':
        this.#startedCpu = process.cpuUsage();
        this.#startedAt = performance.now();
        this.#on = true;
        break;
      case 'stop': {
        this.#on = false;
        const seconds = (performance.now() - this.#startedAt) / 1000;
        const { user, system } = process.cpuUsage(this.#startedCpu);
        const latencies = this.#latencies.counts();
        report({ type: 'counted', seconds, cpuSeconds: (user + system) / 1e6, latencies });
        break;
      }
      default:
        command satisfies never;
    }
  }
}
