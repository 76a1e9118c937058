import { setTimeout as delay } from 'node:timers/promises';
import type { ControlTarget } from './target.ts';

/** Options of a shutdown. */
export interface ShutdownOptions {
  /** How long to wait, paused, for clients to leave by themselves before closing, in milliseconds. @default 0 */
  readonly delayMs?: number;
  /** How long clients may then take to leave, in milliseconds. @default 5000 */
  readonly graceMs?: number;
  /** A message to every client, sent first. */
  readonly message?: string;
}

/** Time limit for an announcement. */
const maxAnnouncementMs = 1000;

/** The default time for clients to leave. */
export const defaultGraceMs = 5000;

/** Shuts down the server: announces it, drains for the delay, closes. A later, shorter shutdown takes precedence. */
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

  /** Resolves when the target has closed; rejects if closing failed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Resolves when the target begins to close. */
  get closing(): Promise<void> {
    return this.#closing.promise;
  }

  /** `none`, `waiting` for the delay (can be cancelled), or `closing`. */
  get state(): 'none' | 'waiting' | 'closing' {
    if (this.#graceMs < Infinity) return 'closing';
    return this.#waiting === undefined ? 'none' : 'waiting';
  }

  /** The number of clients of all listeners that report it. Never rejects. */
  async countClients(): Promise<number> {
    const counts = this.#target.listeners.map(
      async (listener) => (await listener.status()).clients,
    );
    const settled = await Promise.allSettled(counts);
    return settled.reduce((sum, one) => sum + ((one.status === 'fulfilled' && one.value) || 0), 0);
  }

  /** Resolves when the delay has started or the target begins to close; see `closed` for the end. */
  async begin({
    delayMs = 0,
    graceMs = defaultGraceMs,
    message,
  }: ShutdownOptions = {}): Promise<void> {
    if (message !== undefined) await this.#announce(message);
    // Another shutdown may have started during the announcement.
    this.#waiting?.abort();
    this.#waiting = undefined;
    if (delayMs > 0 && this.state !== 'closing') {
      const waiting = new AbortController();
      this.#waiting = waiting;
      void this.#closeAfterDelay(delayMs, graceMs, waiting.signal);
    } else this.#close(graceMs);
  }

  /** Cancels a shutdown during its delay and listens again. Resolves to false if there is none. */
  async cancel(): Promise<boolean> {
    if (this.#waiting === undefined) return false;
    this.#waiting.abort();
    this.#waiting = undefined;
    for (const listener of this.#target.listeners) await listener.resume();
    return true;
  }

  async #closeAfterDelay(delayMs: number, graceMs: number, signal: AbortSignal): Promise<void> {
    try {
      const done = new AbortController();
      const either = AbortSignal.any([signal, done.signal]);
      const timer = delay(delayMs, undefined, { signal: either }).catch(() => {});
      await Promise.race([timer, this.#drain(delayMs, either)]);
      done.abort();
    } finally {
      if (!signal.aborted) {
        this.#waiting = undefined;
        this.#close(graceMs);
      }
    }
  }

  /** Pauses the listeners; resolves once all clients have left, never if a listener cannot drain. */
  async #drain(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const left = await Promise.all(
      this.#target.listeners.map(async (listener) => {
        try {
          if (listener.drain !== undefined) return await listener.drain({ timeoutMs, signal });
          await listener.pause();
        } catch {
          // Closed already, or aborted: wait for the delay.
        }
        return Infinity;
      }),
    );
    if (left.some((count) => count > 0)) await new Promise(() => {});
  }

  /** An announcement that fails or hangs does not prevent the shutdown. */
  async #announce(message: string): Promise<void> {
    const done = new AbortController();
    const announced = (async () => await this.#target.announce?.(message))().catch(() => {});
    const timer = delay(maxAnnouncementMs, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([announced, timer]);
    done.abort();
  }

  #close(graceMs: number): void {
    // Only a shorter grace makes a difference.
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
