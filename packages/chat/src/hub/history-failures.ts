import type { HubLog } from './hub-options.ts';

/** A failure that lasts is logged again after this time. */
const everyMs = 60_000;

/** Logs that the history cannot be written, and when it can be again: once for each time, not for each turn. */
export class HistoryFailures {
  readonly #log: HubLog;
  #turns = 0;
  #loggedAt = 0;

  constructor(log: HubLog) {
    this.#log = log;
  }

  /** A turn was not kept. */
  note(cause: unknown): void {
    this.#turns += 1;
    const now = performance.now();
    if (this.#turns > 1 && now - this.#loggedAt < everyMs) return;
    this.#loggedAt = now;
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#log('error', 'history not written', { reason, turns: this.#turns });
  }

  /** A turn was kept. */
  over(): void {
    if (this.#turns === 0) return;
    this.#log('info', 'history written again', { failedTurns: this.#turns });
    this.#turns = 0;
  }
}
