import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../../bench/src/side-by-side/statistics.ts';

const pauseMs = 100;
const maxWaitMs = 10_000;

/** Connects every 100 ms as an IRC client that nobody knows, and measures the time until the first answer. */
export class Newcomers {
  #times: number[] = [];
  #stopped = false;
  readonly #coming: Promise<void>;

  constructor(port: number) {
    this.#coming = this.#come(port);
  }

  /** Forgets what was measured. */
  clear(): void {
    this.#times = [];
  }

  /** The 99th percentile since the last call, in ms. @throws {RangeError} if nobody came */
  takeP99Ms(): number {
    const times = this.#times;
    this.#times = [];
    return percentile(times, 0.99);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#coming;
  }

  async #come(port: number): Promise<void> {
    while (!this.#stopped) {
      const began = performance.now();
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.write('CAP LS 302\r\n');
      await Promise.race([
        once(socket, 'data').catch(() => {}),
        once(socket, 'close').catch(() => {}),
        sleep(maxWaitMs),
      ]);
      this.#times.push(performance.now() - began);
      socket.destroy();
      await sleep(pauseMs);
    }
  }
}
