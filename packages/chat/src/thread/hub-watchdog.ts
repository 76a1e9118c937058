/** Number of unacknowledged batches that are acknowledged immediately. */
const maxBatches = 8;
/** Number of unacknowledged characters that are acknowledged immediately. */
const maxLength = 64 * 1024;
/** Maximum delay of an acknowledgement, in ms. */
const maxDelayMs = 1000;

/**
 * Acknowledges the batches that a thread has processed, so that the hub knows how much data is in flight. The
 * acknowledgement is part of the thread's next message, or a separate message if the thread has nothing to send.
 */
export class Acknowledgement {
  readonly #send: () => void;
  #processed = 0;
  #acknowledged = 0;
  #unacknowledgedLength = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param send sends a message, with the acknowledgement, to the hub */
  constructor(send: () => void) {
    this.#send = send;
  }

  /** Records a processed batch. */
  add(number: number, length: number): void {
    this.#processed = number;
    this.#unacknowledgedLength += length;
  }

  /** True if an acknowledgement is due now. Otherwise starts the timer for any unacknowledged batch. */
  get due(): boolean {
    const batches = this.#processed - this.#acknowledged;
    if (batches === 0) return false;
    if (batches >= maxBatches || this.#unacknowledgedLength >= maxLength) return true;
    this.#timer ??= setTimeout(() => this.sendNow(), maxDelayMs).unref();
    return false;
  }

  /** Returns the number of the last processed batch for a message to the hub, and marks it as acknowledged. */
  take(): number {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#acknowledged = this.#processed;
    this.#unacknowledgedLength = 0;
    return this.#processed;
  }

  /** Acknowledges all processed batches now. */
  sendNow(): void {
    if (this.#processed !== this.#acknowledged) this.#send();
  }
}

/** Maximum time without a message from the hub, in ms. */
const maxSilenceMs = 30_000;
/** Additional time, in case this thread or the process was suspended. */
const graceMs = 1000;

/** Options of {@link HubWatchdog}. */
interface HubWatchdogOptions {
  /** Reports whether the hub has unprocessed actions. */
  readonly isWaiting: () => boolean;
  readonly onUnresponsive: () => void;
  readonly maxMs?: number;
}

/**
 * Detects an unresponsive hub: it is blocked, or its port closed before the thread listened. The hub responds to each
 * message within a turn, so a long silence after a message means that no response will follow.
 */
export class HubWatchdog {
  readonly #options: HubWatchdogOptions;
  readonly #maxMs: number;
  #hasResponded = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HubWatchdogOptions) {
    this.#options = options;
    this.#maxMs = options.maxMs ?? maxSilenceMs;
  }

  /** Starts the watchdog after a message to the hub. */
  expect(): void {
    if (this.#timer) return;
    this.#hasResponded = false;
    this.#wait(this.#maxMs, () => this.#wait(graceMs, this.#options.onUnresponsive));
  }

  /** Records a message from the hub. */
  recordResponse(): void {
    this.#hasResponded = true;
  }

  /** Stops the watchdog. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number, then: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#hasResponded) then();
      else if (this.#options.isWaiting()) this.expect();
    }, ms).unref();
  }
}
