import { formatDuration, formatTime } from '../../../../common/text/duration.ts';
import type { HubLog } from './hub-options.ts';

/** A difference that is no jump: what the two clocks are read apart, and what one is slowed down or sped up. */
const toleranceMs = 1000;
const slewRate = 0.001;
/** A clock set back by less than this stands still until it has caught up. */
const maxHoldMs = 10_000;

/** The clocks of a system. */
export interface Clocks {
  /** The time in ms since 1970, which somebody may set. */
  readonly now: () => number;
  /** A time in ms that only ever runs on. */
  readonly elapsed: () => number;
}

/**
 * The hub's time. What is shown and kept has the time of day. How long something takes or lasts is measured by the
 * clock that nobody sets.
 */
export class Clock {
  /** How long something takes or lasts, in ms from an arbitrary moment. */
  readonly elapsed: () => number;
  /** Called when the time of day was set: what is kept by it and is still to come has another time now. */
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

  /** The time in ms since 1970. It goes back only if the clock was set back by more than some seconds. */
  now(): number {
    const now = this.check();
    const held = now < this.#last && this.#last - now <= maxHoldMs;
    if (!held) this.#last = now;
    return this.#last;
  }

  /** Looks whether the time of day was set, and returns it as the system has it. */
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
