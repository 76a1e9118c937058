import type { HubLog } from './hub-options.ts';

/** Time after which a continuing failure is logged again, in ms. */
const failureIntervalMs = 60_000;

/** Logs when writing the history starts to fail and when it works again, not every failed turn. */
export class HistoryFailures {
  readonly #log: HubLog;
  #turns = 0;
  #loggedAt = 0;

  constructor(log: HubLog) {
    this.#log = log;
  }

  /** Records a failed commit. */
  recordFailure(cause: unknown): void {
    this.#turns += 1;
    const now = performance.now();
    if (this.#turns > 1 && now - this.#loggedAt < failureIntervalMs) return;
    this.#loggedAt = now;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#log('error', 'history not written', { reason, turns: this.#turns });
  }

  /** Records a successful commit. */
  recordSuccess(): void {
    if (this.#turns === 0) return;
    this.#log('info', 'history written again', { failedTurns: this.#turns });
    this.#turns = 0;
  }
}
