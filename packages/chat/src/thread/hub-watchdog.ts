/** Number of unacknowledged batches that are acknowledged immediately. */
const maxBatches = 8;
/** Number of unacknowledged characters that are acknowledged immediately. */
const maxLength = 64 * 1024;
/** Maximum delay of an acknowledgement, in ms. */
const withinMs = 1000;

/**
 * Acknowledges the batches that a thread has processed, so that the hub knows how much data is in flight. The
 * acknowledgement is part of the thread's next message, or a separate message if the thread has nothing to send.
 */
export class Acknowledgement {
  readonly #send: () => void;
  #taken = 0;
  #told = 0;
  #untoldLength = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param send sends a message, with the acknowledgement, to the hub */
  constructor(send: () => void) {
    this.#send = send;
  }

  /** Records a processed batch. */
  add(number: number, length: number): void {
    this.#taken = number;
    this.#untoldLength += length;
  }

  /** True if an acknowledgement is due now. Otherwise starts the timer for any unacknowledged batch. */
  get due(): boolean {
    const batches = this.#taken - this.#told;
    if (batches === 0) return false;
    if (batches >= maxBatches || this.#untoldLength >= maxLength) return true;
    this.#timer ??= setTimeout(() => this.tellNow(), withinMs).unref();
    return false;
  }

  /** Returns the number of the last processed batch for a message to the hub, and marks it as acknowledged. */
  take(): number {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = this.#taken;
    this.#untoldLength = 0;
    return this.#taken;
  }

  /** Acknowledges all processed batches now. */
  tellNow(): void {
    if (this.#taken !== this.#told) this.#send();
  }
}

/** Maximum time without a message from the hub, in ms. */
const maxSilenceMs = 30_000;
/** Additional time, in case this thread or the process was suspended. */
const lastChanceMs = 1000;

/** Options of {@link HubWatchdog}. */
export interface SilenceOptions {
  /** Reports whether the hub has unprocessed actions. */
  readonly isWaiting: () => boolean;
  readonly onSilence: () => void;
  readonly maxMs?: number;
}

/**
 * Detects an unresponsive hub: it is blocked, or its port closed before the thread listened. The hub responds to each
 * message within a turn, so a long silence after a message means that no response will follow.
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

  /** Starts the watchdog after a message to the hub. */
  expect(): void {
    if (this.#timer) return;
    this.#heard = false;
    this.#wait(this.#maxMs, () => this.#wait(lastChanceMs, this.#options.onSilence));
  }

  /** Records a message from the hub. */
  heard(): void {
    this.#heard = true;
  }

  /** Stops the watchdog. */
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
