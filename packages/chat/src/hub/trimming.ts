import { formatDuration } from '../../../../common/text/duration.ts';
import type { ErrorReporter } from './error-reporter.ts';
import type { ChatState } from './state.ts';

const everyMs = 60_000;
const hourMs = 3_600_000;
/** A clock that is ahead by more than this of what has passed since the last message may be wrong: */
const doubtfulMs = 24 * hourMs;
/** only after this time is it believed, and what it says is too old removed. */
const doubtMs = 24 * hourMs;

/** Takes out of the history what is beyond its retention, again and again, a bounded step at a time. */
export class Trimming {
  readonly #state: ChatState;
  readonly #endTurn: () => void;
  readonly #errors: ErrorReporter;
  readonly #timer: NodeJS.Timeout;
  /** A time that was believed, and when that was. */
  #believed: { now: number; elapsed: number };
  #doubtedSince: number | undefined;
  #stopped = false;

  constructor(state: ChatState, endTurn: () => void, errors: ErrorReporter) {
    this.#state = state;
    this.#endTurn = endTurn;
    this.#errors = errors;
    const now = state.now();
    const { lastAt } = state.history;
    this.#believed = { now: Math.min(now, lastAt || now), elapsed: state.clock.elapsed() };
    this.#timer = setInterval(() => this.#step(), everyMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** In a transaction of its own, so that nothing is lost if it fails: the disk may be full. */
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
   * The time by which messages are too old. What a clock that is ahead would remove is gone for good, so that a jump
   * ahead counts only when it has lasted.
   */
  #now(): number {
    const { clock, options } = this.#state;
    const [now, elapsed] = [clock.now(), clock.elapsed()];
    const expected = this.#believed.now + elapsed - this.#believed.elapsed;
    const ahead = now - expected;
    if (ahead > doubtfulMs) {
      if (this.#doubtedSince === undefined) {
        this.#doubtedSince = elapsed;
        options.log('info', 'old messages are kept for another day: the clock may be wrong', {
          ahead: formatDuration(ahead),
        });
      }
      if (elapsed - this.#doubtedSince < doubtMs) return expected;
    }
    this.#doubtedSince = undefined;
    this.#believed = { now, elapsed };
    return now;
  }
}
