import { threadId } from 'node:worker_threads';
import type { Context, Log, LogLevel, LogRecord } from '../handler.ts';
import type { ConnectionMessage } from '../protocol.ts';
import { Outbox } from '../outbox.ts';

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

const levels = new Set<string>(['debug', 'info', 'warn', 'error'] satisfies LogLevel[]);
const maxWaitingRecords = 1000;

/** Collects the log records of one thread and sends them in batches. */
export class ThreadLog {
  readonly #outbox: Outbox<LogRecord>;

  /** @param send posts a batch; `taken()` must be called when the receiver has it */
  constructor(send: (records: LogRecord[]) => void) {
    this.#outbox = new Outbox({ send, maxItems: maxWaitingRecords });
  }

  /** The last batch has been received. */
  taken(): void {
    const dropped = this.#outbox.takeDropped();
    this.#outbox.acknowledge();
    if (dropped > 0)
      this.write(
        'warn',
        `${dropped} log records dropped: the thread logs faster than the server reads`,
      );
  }

  /** Removes and returns the queued records, to send them with a message that must not arrive before them. */
  takePending(): LogRecord[] {
    return this.#outbox.takePending();
  }

  write(
    level: LogLevel,
    message: string,
    fields?: LogRecord['fields'],
    connectionId?: number,
  ): void {
    this.#outbox.push({
      time: Date.now(),
      level,
      message,
      threadId,
      ...(connectionId === undefined ? {} : { connectionId }),
      ...(fields === undefined ? {} : { fields: cloneable(fields) }),
    });
  }

  /** The `log` function for the handler of one client. */
  for(connectionId: number): Log {
    return (first: string, second?: unknown, third?: unknown) => {
      const withLevel = typeof second === 'string' && levels.has(first);
      const level = withLevel ? (first as LogLevel) : 'info';
      const message = withLevel ? second : first;
      const fields = (withLevel ? third : second) as LogRecord['fields'];
      this.write(level, String(message), fields, connectionId);
    };
  }
}

/** Fields that can be cloned: errors by their message, objects as JSON. */
function cloneable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (value instanceof Error) return value.message;
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  try {
    return JSON.stringify(value);
  } catch {
    return '[unserialisable]';
  }
}
