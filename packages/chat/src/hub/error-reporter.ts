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

/** Returns the form of an error that is sent to other threads and shown to users. */
export function plainError(error: unknown): {
  code: string;
  message: string;
  retryAfterMs?: number;
} {
  if (error instanceof ChatError) {
    const { code, message, retryAfterMs } = error;
    return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  }
  return { code: 'ERR_CHAT_HISTORY_FAILED', message: 'That cannot be done right now' };
}
