import { formatDuration } from '../../../../common/text/duration.ts';
import type { ErrorReporter } from './error-reporter.ts';
import type { ChatState } from './state.ts';

const everyMs = 60_000;
const hourMs = 3_600_000;
/** If the clock is ahead of the time elapsed since the last message by more than this, in ms, it may be wrong. */
const maxAheadMs = 24 * hourMs;
/** Time in ms after which a clock that is ahead is trusted. */
const trustAfterMs = 24 * hourMs;

/** Periodically removes messages beyond the retention from the history, in bounded steps. */
export class Trimming {
  readonly #state: ChatState;
  readonly #endTurn: () => void;
  readonly #errors: ErrorReporter;
  readonly #timer: NodeJS.Timeout;
  /** A trusted time and when it was read. */
  #trusted: { now: number; elapsed: number };
  #aheadSince: number | undefined;
  #stopped = false;

  constructor(state: ChatState, endTurn: () => void, errors: ErrorReporter) {
    this.#state = state;
    this.#endTurn = endTurn;
    this.#errors = errors;
    const now = state.now();
    const { lastAt } = state.history;
    this.#trusted = { now: Math.min(now, lastAt || now), elapsed: state.clock.elapsed() };
    this.#timer = setInterval(() => this.#step(), everyMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** Runs in its own transaction, so that a failure, such as a full disk, loses nothing. */
  #step(): void {
    if (this.#stopped) return;
    this.#endTurn();
    const { history } = this.#state;
    try {
      if (history.trim(this.#now())) setImmediate(() => this.#step());
    } catch (error) {
      this.#errors.report(error);
    }
  }

  /**
   * Returns the time that retention is measured from. Removed messages cannot be restored, so a jump ahead counts only
   * after it has lasted.
   */
  #now(): number {
    const { clock, options } = this.#state;
    const [now, elapsed] = [clock.now(), clock.elapsed()];
    const expected = this.#trusted.now + elapsed - this.#trusted.elapsed;
    const ahead = now - expected;
    if (ahead > maxAheadMs) {
      if (this.#aheadSince === undefined) {
        this.#aheadSince = elapsed;
        options.log('info', 'old messages are kept for another day: the clock may be wrong', {
          ahead: formatDuration(ahead),
        });
      }
      if (elapsed - this.#aheadSince < trustAfterMs) return expected;
    }
    this.#aheadSince = undefined;
    this.#trusted = { now, elapsed };
    return now;
  }
}
