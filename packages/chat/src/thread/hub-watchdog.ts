/** The hub is told at once when so many batches were taken, */
const maxBatches = 8;
/** or so many characters; */
const maxLength = 64 * 1024;
/** and in any case after so long, in ms. */
const withinMs = 1000;

/**
 * Which batches a thread has taken, and when the hub is told, so that it knows how much is still on its way: with the
 * thread's next message, or, from a thread that sends nothing, in a message of its own.
 */
export class Acknowledgement {
  readonly #send: () => void;
  #taken = 0;
  #told = 0;
  #untoldLength = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `send` sends a message to the hub. */
  constructor(send: () => void) {
    this.#send = send;
  }

  /** A batch was taken. */
  add(number: number, length: number): void {
    this.#taken = number;
    this.#untoldLength += length;
  }

  /** Whether the hub has to be told now. If there is anything to tell, it will be told later in any case. */
  get due(): boolean {
    const batches = this.#taken - this.#told;
    if (batches === 0) return false;
    if (batches >= maxBatches || this.#untoldLength >= maxLength) return true;
    this.#timer ??= setTimeout(() => this.tellNow(), withinMs).unref();
    return false;
  }

  /** The number of the last batch that was taken, for a message to the hub. */
  take(): number {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = this.#taken;
    this.#untoldLength = 0;
    return this.#taken;
  }

  /** Tells the hub now, if there is anything to tell. */
  tellNow(): void {
    if (this.#taken !== this.#told) this.#send();
  }
}

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
