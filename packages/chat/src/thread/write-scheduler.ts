/** No client waits longer than this for a pause to be over. */
const maxPauseMs = 20;
/** A shorter pause is not worth a timer. */
const minPauseMs = 0.5;

/**
 * Keeps a thread from writing more than half of its time. Each write to a socket costs the same however
 * much it carries, so under load a pause as long as the writing before it makes fewer and fuller writes;
 * a thread with little to do never notices.
 */
export class WriteScheduler {
  readonly #write: () => void;
  readonly #now: () => number;
  #endedAt = -Infinity;
  #tookMs = 0;
  #pause: NodeJS.Timeout | undefined;

  /** `write` writes all that waits; `now` gives milliseconds from any origin. */
  constructor(schedule: () => void, now: () => number = () => performance.now()) {
    this.#write = schedule;
    this.#now = now;
  }

  /** Writes at once, or when the pause is over. */
  schedule(): void {
    if (this.#pause) return;
    const pauseMs = this.#endedAt + this.#tookMs - this.#now();
    if (pauseMs > minPauseMs) this.#pause = setTimeout(() => this.#go(), pauseMs);
    else this.#go();
  }

  #go(): void {
    this.#pause = undefined;
    const began = this.#now();
    this.#write();
    this.#endedAt = this.#now();
    this.#tookMs = Math.min(maxPauseMs, this.#endedAt - began);
  }
}
