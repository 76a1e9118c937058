import { setTimeout as delay } from 'node:timers/promises';
import type { ControlTarget } from './target.ts';

/** How to end. */
export interface ShutdownOptions {
  /** How long to wait, paused, before the clients are told to go, in milliseconds. @default 0 */
  readonly delayMs?: number;
  /** How long clients may take to leave then, in milliseconds. @default 5000 */
  readonly graceMs?: number;
  /** Told to every client at once. */
  readonly message?: string;
}

/** How long an announcement may take, in milliseconds. */
const maxAnnouncementMs = 1000;

/** How clients are given time to leave when nobody says otherwise, in milliseconds. */
export const defaultGraceMs = 5000;

/** The one ending of the server: announce, drain for the delay, close. A later, shorter one overtakes. */
export class Shutdown {
  readonly #target: ControlTarget;
  readonly #closed = Promise.withResolvers<void>();
  #waiting: AbortController | undefined;
  readonly #closing = Promise.withResolvers<void>();
  #graceMs = Infinity;

  constructor(target: ControlTarget) {
    this.#target = target;
    this.#closed.promise.catch(() => {});
  }

  /** Resolves when the target has closed; rejects if that failed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Resolves when the clients are told to go. */
  get closing(): Promise<void> {
    return this.#closing.promise;
  }

  /** `no`, `waiting` (may be cancelled), or `closing`. */
  get state(): 'no' | 'waiting' | 'closing' {
    if (this.#graceMs < Infinity) return 'closing';
    return this.#waiting === undefined ? 'no' : 'waiting';
  }

  /** How many clients there are, as far as the listeners tell. Never rejects. */
  async clients(): Promise<number> {
    const counts = this.#target.listeners.map(
      async (listener) => (await listener.status()).clients,
    );
    const settled = await Promise.allSettled(counts);
    return settled.reduce((sum, one) => sum + ((one.status === 'fulfilled' && one.value) || 0), 0);
  }

  /** Begins. Resolves when the delay begins to run or closing has begun; await `closed` for the end. */
  async begin({
    delayMs = 0,
    graceMs = defaultGraceMs,
    message,
  }: ShutdownOptions = {}): Promise<void> {
    if (message !== undefined) await this.#say(message);
    // Another may have begun to wait, or to close, during the announcement.
    this.#waiting?.abort();
    this.#waiting = undefined;
    if (delayMs > 0 && this.state !== 'closing') {
      const waiting = new AbortController();
      this.#waiting = waiting;
      void this.#wait(delayMs, graceMs, waiting.signal);
    } else this.#close(graceMs);
  }

  /** Takes back a shutdown whose delay still runs, and listens again. Resolves to false if there is none. */
  async cancel(): Promise<boolean> {
    if (this.#waiting === undefined) return false;
    this.#waiting.abort();
    this.#waiting = undefined;
    for (const listener of this.#target.listeners) await listener.resume();
    return true;
  }

  async #wait(delayMs: number, graceMs: number, signal: AbortSignal): Promise<void> {
    try {
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const timer = delay(delayMs, undefined, { signal: either }).catch(() => {});
      await Promise.race([timer, this.#drain(delayMs, either)]);
      over.abort();
    } finally {
      if (!signal.aborted) {
        this.#waiting = undefined;
        this.#close(graceMs);
      }
    }
  }

  /** Pauses; resolves early only when everybody has left, never if a listener can't tell. */
  async #drain(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const left = await Promise.all(
      this.#target.listeners.map(async (listener) => {
        try {
          if (listener.drain !== undefined) return await listener.drain({ timeoutMs, signal });
          await listener.pause();
        } catch {
          // Closed already, or interrupted: the delay decides.
        }
        return Infinity;
      }),
    );
    if (left.some((count) => count > 0)) await new Promise(() => {});
  }

  /** An announcement that fails, or does not end, does not keep the server from ending. */
  async #say(message: string): Promise<void> {
    const over = new AbortController();
    const said = (async () => await this.#target.say?.(message))().catch(() => {});
    const timer = delay(maxAnnouncementMs, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([said, timer]);
    over.abort();
  }

  #close(graceMs: number): void {
    // Told again, only less time makes a difference.
    if (graceMs >= this.#graceMs) return;
    this.#graceMs = graceMs;
    this.#closing.resolve();
    void (async () => {
      try {
        await this.#target.close({ graceMs });
        this.#closed.resolve();
      } catch (error) {
        this.#closed.reject(error);
      }
    })();
  }
}
