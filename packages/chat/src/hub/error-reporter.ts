import { ChatError } from '../errors.ts';
import type { HubLog } from './hub-options.ts';

/** Minimum time between two records, in ms. */
const everyMs = 1000;

/** Logs unexpected errors, which clients see only as a generic error. */
export class ErrorReporter {
  readonly #log: HubLog;
  #toldAt = -Infinity;
  #untold = 0;

  constructor(log: HubLog) {
    this.#log = log;
  }

  report(error: unknown): void {
    if (error instanceof ChatError) return;
    const now = performance.now();
    if (now - this.#toldAt < everyMs) {
      this.#untold += 1;
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.#log('error', 'not done', { reason, ...(this.#untold > 0 && { since: this.#untold }) });
    this.#toldAt = now;
    this.#untold = 0;
  }
}
