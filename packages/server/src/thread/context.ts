import { threadId } from 'node:worker_threads';
import type { Context, Log } from '../handler.ts';
import type { ConnectionMessage } from '../protocol.ts';

/** The part of the context that all clients of a thread share. */
export interface ThreadContext {
  readonly services: Context['services'];
  readonly data: unknown;
  /** Accepts no more clients on this thread. */
  retire(): void;
}

/** The context of one client. Its signal is created on first use: many handlers never use it. */
export class ClientContext implements Context {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly secure: boolean;
  readonly threadId = threadId;
  readonly services: Context['services'];
  readonly data: unknown;
  readonly log: Log;
  readonly #thread: ThreadContext;
  #controller: AbortController | undefined;
  #abortedBy: Error | undefined;

  constructor(message: ConnectionMessage, secure: boolean, thread: ThreadContext, log: Log) {
    this.id = message.id;
    this.remoteAddress = message.remoteAddress;
    this.remotePort = message.remotePort;
    this.secure = secure;
    this.services = thread.services;
    this.data = thread.data;
    this.log = log;
    this.#thread = thread;
  }

  retire(): void {
    this.#thread.retire();
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortedBy !== undefined) this.#controller.abort(this.#abortedBy);
    }
    return this.#controller.signal;
  }

  /** Aborts the signal; only the first call counts. */
  abort(reason: Error): void {
    if (this.#abortedBy !== undefined) return;
    this.#abortedBy = reason;
    this.#controller?.abort(reason);
  }
}
