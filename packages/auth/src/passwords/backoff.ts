/** How fast failures of one key are slowed down. */
export interface BackoffOptions {
  /** Failures without any wait. */
  free: number;
  /** The first wait, in milliseconds; each further failure doubles it. */
  baseMs: number;
  /** The longest wait, in milliseconds. */
  maxMs: number;
  /** A key without a failure for this long starts anew, in milliseconds. */
  forgetMs: number;
}

interface Entry {
  failures: number;
  lastAt: number;
}

/** How many keys are remembered; past it the one whose last failure is oldest is forgotten. */
const maxKeys = 10_000;

/** Counts failures per key and says how long each key has to wait: exponential, bounded in time and memory. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #maxKeys: number;
  /** In the order of the last failure, the oldest first. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: BackoffOptions, { maxKeys: max = maxKeys }: { maxKeys?: number } = {}) {
    this.#options = options;
    this.#maxKeys = max;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /** Milliseconds until the key may try again; 0 when it may now. */
  waitMs(key: string, now: number): number {
    const entry = this.#entries.get(key);
    if (entry === undefined || this.#isForgotten(entry, now)) return 0;
    const { free, baseMs, maxMs } = this.#options;
    if (entry.failures < free) return 0;
    const wait = Math.min(maxMs, baseMs * 2 ** (entry.failures - free));
    // A clock that was set back must not lock anybody out for longer than the longest wait.
    return Math.min(wait, Math.max(0, entry.lastAt + wait - now));
  }

  /** Counts a failure. */
  fail(key: string, now: number): void {
    const entry = this.#entries.get(key);
    const before = entry === undefined || this.#isForgotten(entry, now) ? 0 : entry.failures;
    this.#entries.delete(key);
    this.#entries.set(key, { failures: before + 1, lastAt: now });
    if (this.#entries.size <= this.#maxKeys) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  #isForgotten(entry: Entry, now: number): boolean {
    return now - entry.lastAt > this.#options.forgetMs;
  }
}
