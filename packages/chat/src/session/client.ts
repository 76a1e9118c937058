import type { Duplex } from 'node:stream';
import type { LeaveCode } from '../protocol/messages.ts';
import { logBounded } from './bounded-log.ts';
import type { Context } from './context.ts';

/** So long a closed client may take for what was sent to it. */
const lingerMs = 5000;

const nothing = Buffer.alloc(0);

/** What a session needs of the socket below it. */
export interface ClientOptions {
  /**
   * Bytes that may wait to be sent before the client is closed as too slow. Answers of any length come in parts, the next
   * one when the client has taken the one before.
   *
   * @default 256 KiB
   */
  readonly maxUnsentBytes?: number;
  /** A client that has taken nothing for so long is taken for dead by a second login. @default 10_000 */
  readonly deadAfterMs?: number;
}

/**
 * The client at the other end of a socket. Writing never waits: what the client does not take is held
 * up to a bound, and beyond it the client is closed.
 */
export class Client {
  readonly socket: Duplex;
  readonly context: Context;
  readonly #maxUnsentBytes: number;
  readonly #deadAfterMs: number;
  readonly #goneListeners = new Set<() => void>();
  /** What a client that has to go is told last. */
  parting: (reason: string) => string = () => '';
  /** Called just before the client is closed, while it can still be written to. */
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
    // Behind the client's last byte there may still be an answer on its way to it.
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

  /** Nothing more goes to the client, or comes from it. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Why it went, for the other members. */
  get reason(): string {
    return this.#reason;
  }

  /** Why it went, for the count. */
  get code(): LeaveCode {
    return this.#code;
  }

  /** The client has not taken what was sent to it for some time. */
  get dead(): boolean {
    if (this.#gone || this.socket.destroyed) return true;
    return this.#blockedSince > 0 && Date.now() - this.#blockedSince >= this.#deadAfterMs;
  }

  /** Calls back once the client is gone; at once if it is. */
  onGone(callback: () => void): void {
    if (this.#gone) callback();
    else this.#goneListeners.add(callback);
  }

  /** Sends bytes, or closes the client if too many wait already. */
  write(bytes: Buffer | string): void {
    if (this.#gone || this.socket.destroyed) return;
    if (this.socket.writableLength > this.#maxUnsentBytes) {
      return this.#closeSlow();
    }
    if (this.socket.write(bytes)) return;
    this.#blockedSince ||= Date.now();
  }

  /** Resolves once the client has taken what was sent, or is gone. */
  async drained(): Promise<void> {
    if (!this.socket.writableNeedDrain || this.#gone) return;
    await this.#until((done) => {
      this.socket.once('drain', done);
      return () => this.socket.off('drain', done);
    });
  }

  /** Resolves once the system has taken all that was sent so far, or the client is gone. */
  async taken(): Promise<void> {
    if (this.socket.writableLength === 0 || this.#gone || this.socket.destroyed) return;
    await this.#until((done) => {
      // Called behind what was written before, in its turn.
      this.socket.write(nothing, () => done());
      return () => {};
    });
  }

  /** Resolves after a time, or when the client is gone. */
  async sleep(ms: number): Promise<void> {
    await this.#until((done) => {
      const timer = setTimeout(done, ms);
      return () => clearTimeout(timer);
    });
  }

  /** Says why, and closes. */
  close(reason: string, code: LeaveCode, farewell = ''): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#reason = reason;
    this.#code = code;
    if (code === 'flood') this.#log('client closed: it sent too much');
    this.onClosing();
    this.write(farewell);
    this.socket.end();
    this.#leave();
    // What was sent is to arrive, but nobody waits for long; what still comes in is thrown away.
    this.socket.resume();
    const timer = setTimeout(() => this.socket.destroy(), lingerMs);
    this.socket.once('close', () => clearTimeout(timer));
    if (this.socket.destroyed) clearTimeout(timer);
  }

  #closeSlow(): void {
    this.#log('client closed: it does not take what is sent');
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

  #until(start: (done: () => void) => () => void): Promise<void> {
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
