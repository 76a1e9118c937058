import { ChatError } from '../errors.ts';
import type { HubLog } from './hub-options.ts';

/** Minimum time between two records, in ms. */
const errorIntervalMs = 1000;

/** Logs unexpected errors, which clients see only as a generic error. */
export class ErrorReporter {
  readonly #log: HubLog;
  #loggedAt = -Infinity;
  #suppressed = 0;

  constructor(log: HubLog) {
    this.#log = log;
  }

  report(error: unknown): void {
    if (error instanceof ChatError) return;
    const now = performance.now();
    if (now - this.#loggedAt < errorIntervalMs) {
      this.#suppressed += 1;
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    this.#log('error', 'not done', {
      reason,
      ...(this.#suppressed > 0 && { since: this.#suppressed }),
    });
    this.#loggedAt = now;
    this.#suppressed = 0;
  }
}
