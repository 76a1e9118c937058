import { formatDuration, formatTime } from '../../../../common/text/duration.ts';
import type { HubLog } from './hub-options.ts';

/** Differences up to this, in ms, are not a jump: the clocks are read at different moments and may be slewed. */
const toleranceMs = 1000;
const slewRate = 0.001;
/** If the clock is set back by less than this, in ms, time stands still until it catches up. */
const maxHoldMs = 10_000;

/** The system's clocks. */
interface Clocks {
  /** Wall-clock time in ms since 1970; it can be set. */
  readonly now: () => number;
  /** Monotonic time in ms. */
  readonly elapsed: () => number;
}

/**
 * The hub's time. Times that are shown or stored are wall-clock times. Durations are measured with the monotonic
 * clock.
 */
export class Clock {
  /** Monotonic time in ms, from an arbitrary origin. */
  readonly elapsed: () => number;
  /** Called when the wall clock was set, to store pending end times again. */
  onJump: () => void = () => {};
  readonly #now: () => number;
  readonly #log: HubLog;
  #last: number;
  #checked: { now: number; elapsed: number };

  /** `lastAt` is the time of the newest message. */
  constructor({ now, elapsed }: Clocks, lastAt: number, log: HubLog) {
    this.#now = now;
    this.elapsed = elapsed;
    this.#log = log;
    this.#checked = { now: now(), elapsed: elapsed() };
    this.#last = lastAt;
    const ahead = lastAt - this.#checked.now;
    if (ahead <= maxHoldMs) return;
    this.#log('warn', 'the last message has a time in the future: the clock was wrong, or is now', {
      time: formatTime(lastAt),
      ahead: formatDuration(ahead),
    });
  }

  /** Wall-clock time in ms since 1970. It goes back only if the clock is set back by 10 s or more. */
  now(): number {
    const now = this.check();
    const held = now < this.#last && this.#last - now <= maxHoldMs;
    if (!held) this.#last = now;
    return this.#last;
  }

  /** Checks if the wall clock was set, and returns its time. */
  check(): number {
    const now = this.#now();
    const before = this.#checked;
    const elapsed = this.elapsed();
    this.#checked = { now, elapsed };
    const passed = elapsed - before.elapsed;
    const jump = now - before.now - passed;
    if (Math.abs(jump) <= toleranceMs + passed * slewRate) return now;
    const by = formatDuration(Math.abs(jump));
    const way = jump > 0 ? 'forward' : 'back';
    this.#log('warn', `the clock was set ${way}`, { by, time: formatTime(now) });
    this.onJump();
    return now;
  }
}
