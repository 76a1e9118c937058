/** Maximum pause between writes. */
const maxPauseMs = 20;
/** Shorter pauses are skipped. */
const minPauseMs = 0.5;

/**
 * Limits a thread to half of its time for writing. A write to a socket has a fixed cost, so under load each flush is
 * followed by an equally long pause, which leads to fewer and larger writes. An idle thread is not delayed.
 */
export class WriteScheduler {
  readonly #write: () => void;
  readonly #now: () => number;
  #endedAt = -Infinity;
  #tookMs = 0;
  #pause: NodeJS.Timeout | undefined;

  /**
   * @param schedule writes all pending output
   * @param now returns the time in ms from any origin
   */
  constructor(schedule: () => void, now: () => number = () => performance.now()) {
    this.#write = schedule;
    this.#now = now;
  }

  /** Writes now, or at the end of the current pause. */
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
