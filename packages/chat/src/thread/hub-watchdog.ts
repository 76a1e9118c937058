/** How long the hub may take for any sign of life, in ms. */
const maxSilenceMs = 30_000;
/** How much longer, in case this thread or the whole process did not run meanwhile. */
const lastChanceMs = 1000;

/** When a hub is silent, and what happens then. */
export interface SilenceOptions {
  /** Whether anything was sent that the hub has not taken. */
  readonly isWaiting: () => boolean;
  readonly onSilence: () => void;
  readonly maxMs?: number;
}

/**
 * Notices a hub that is gone without a word: it hangs, or its port was closed before anybody listened. The hub answers
 * each message of a thread within a turn, so long silence after one means that nothing will come.
 */
export class HubWatchdog {
  readonly #options: SilenceOptions;
  readonly #maxMs: number;
  #heard = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceOptions) {
    this.#options = options;
    this.#maxMs = options.maxMs ?? maxSilenceMs;
  }

  /** A message was sent. */
  expect(): void {
    if (this.#timer) return;
    this.#heard = false;
    this.#wait(this.#maxMs, () => this.#wait(lastChanceMs, this.#options.onSilence));
  }

  /** Something came from the hub. */
  heard(): void {
    this.#heard = true;
  }

  /** Nobody listens to the hub any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number, then: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#heard) then();
      else if (this.#options.isWaiting()) this.expect();
    }, ms).unref();
  }
}
