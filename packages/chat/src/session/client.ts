import type { Duplex } from 'node:stream';
import type { LeaveCode } from '../protocol/messages.ts';
import { logBounded } from './bounded-log.ts';
import type { Context } from './context.ts';

/** How long a closing client may take to read its remaining output. */
const lingerMs = 5000;

const nothing = Buffer.alloc(0);

/** Limits on unsent output. */
export interface ClientOptions {
  /**
   * Unsent bytes beyond which the client is closed as too slow. Long lists are sent in parts, each after the client has
   * taken the one before.
   *
   * @default 256 KiB
   */
  readonly maxUnsentBytes?: number;
  /** A client that has taken no output for this long, in ms, gives way to a second login. @default 10_000 */
  readonly deadAfterMs?: number;
}

/** The client at the other end of a socket. Writes never wait: unsent output is bounded, and beyond the bound the client is closed. */
export class Client {
  readonly socket: Duplex;
  readonly context: Context;
  readonly #maxUnsentBytes: number;
  readonly #deadAfterMs: number;
  readonly #goneListeners = new Set<() => void>();
  /** Makes the last line for a client that the server closes. */
  parting: (reason: string) => string = () => '';
  /** Called before the client is closed, while it can still be written to. */
  onClosing: () => void = () => {};
  #blockedSince = 0;
  #ending = false;
  #gone = false;
  #code: LeaveCode = 'lost';
  #reason = 'connection lost';

  constructor(socket: Duplex, context: Context, options: ClientOptions = {}) {
    this.socket = socket;
    this.context = context;
    this.#maxUnsentBytes = options.maxUnsentBytes ?? 256 * 1024;
    this.#deadAfterMs = options.deadAfterMs ?? 10_000;
    // After the client's last byte, responses may still be on their way to it.
    socket.allowHalfOpen = true;
    socket.on('error', () => {});
    socket.on('drain', () => {
      this.#blockedSince = 0;
    });
    socket.once('close', () => this.#leave());
    const { signal } = context;
    const aborted = (): void => {
      const reason = reasonOf(signal);
      this.close(reason, 'closed', this.parting(reason));
    };
    signal.addEventListener('abort', aborted, { once: true });
    this.onGone(() => signal.removeEventListener('abort', aborted));
    if (signal.aborted) aborted();
  }

  get address(): string {
    return this.context.remoteAddress;
  }

  /** Whether the connection is over: nothing more is read or written. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Why it is over, as shown to other members. */
  get reason(): string {
    return this.#reason;
  }

  /** Why it is over, for the statistics. */
  get code(): LeaveCode {
    return this.#code;
  }

  /** Whether the client has taken no output for `deadAfterMs`. */
  get dead(): boolean {
    if (this.#gone || this.socket.destroyed) return true;
    return this.#blockedSince > 0 && performance.now() - this.#blockedSince >= this.#deadAfterMs;
  }

  /** Calls back once the client is gone, at once if it already is. */
  onGone(callback: () => void): void {
    if (this.#gone) callback();
    else this.#goneListeners.add(callback);
  }

  /** Sends bytes, or closes the client if too many are unsent. */
  write(bytes: Buffer | string): void {
    if (this.#gone || this.socket.destroyed) return;
    if (this.socket.writableLength > this.#maxUnsentBytes) {
      return this.#closeSlow();
    }
    if (this.socket.write(bytes)) return;
    this.#blockedSince ||= performance.now();
  }

  /** Resolves once the socket no longer needs to drain, or the client is gone. */
  async drained(): Promise<void> {
    if (!this.socket.writableNeedDrain || this.#gone) return;
    await this.#waitFor((done) => {
      this.socket.once('drain', done);
      return () => this.socket.off('drain', done);
    });
  }

  /** Resolves once the operating system has taken everything written so far, or the client is gone. */
  async flushed(): Promise<void> {
    if (this.socket.writableLength === 0 || this.#gone || this.socket.destroyed) return;
    await this.#waitFor((done) => {
      // The callback of an empty write runs after all writes before it.
      this.socket.write(nothing, () => done());
      return () => {};
    });
  }

  /** Resolves after this time, or when the client is gone. */
  async sleep(ms: number): Promise<void> {
    await this.#waitFor((done) => {
      const timer = setTimeout(done, ms);
      return () => clearTimeout(timer);
    });
  }

  /** Sends a last text and closes; `reason` is shown to other members. */
  close(reason: string, code: LeaveCode, farewell = ''): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#reason = reason;
    this.#code = code;
    if (code === 'flood') this.#log('client closed: flooding');
    this.onClosing();
    this.write(farewell);
    this.socket.end();
    this.#leave();
    // Give the output time to arrive; discard further input.
    this.socket.resume();
    const timer = setTimeout(() => this.socket.destroy(), lingerMs);
    this.socket.once('close', () => clearTimeout(timer));
    if (this.socket.destroyed) clearTimeout(timer);
  }

  #closeSlow(): void {
    this.#log('client closed: too slow');
    this.#ending = true;
    this.#reason = 'too slow';
    this.#code = 'slow';
    this.socket.destroy();
    this.#leave();
  }

  #log(message: string): void {
    const { id, remoteAddress: ip } = this.context;
    logBounded(this.context, 'warn', message, { id, ip, unsent: this.socket.writableLength });
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    for (const callback of this.#goneListeners) callback();
    this.#goneListeners.clear();
  }

  #waitFor(start: (done: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#goneListeners.delete(done);
        stop();
        resolve();
      };
      const stop = start(done);
      this.onGone(done);
    });
  }
}

function reasonOf(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  return reason instanceof Error || (reason && typeof reason === 'object' && 'message' in reason)
    ? String(reason.message)
    : 'closed by the server';
}
