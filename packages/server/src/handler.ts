import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/**
 * The default export of a handler module. It runs in the client's thread. If it throws or rejects, its own socket is destroyed
 * and the error logged; an uncaught error in an event listener ends the thread.
 */
export type Handler<Data = unknown, Services extends ServicePorts = ServicePorts> = (
  socket: Duplex,
  context: Context<Data, Services>,
) => void | Promise<void>;

/** Ports to other threads' services, by name. */
export type ServicePorts = Readonly<Record<string, MessagePort>>;

/**
 * A client, as its handler sees it.
 *
 * @typeParam Data the type of `data`, which `listen()` cannot check
 * @typeParam Services the names of the services that `listen()` was given
 */
export interface Context<Data = unknown, Services extends ServicePorts = ServicePorts> {
  /** The connection's number, never used twice in this server's life. */
  readonly id: number;
  /** The client's address; IPv4 without `::ffff:`. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Whether the connection uses TLS. */
  readonly secure: boolean;
  /** The thread this runs in. */
  readonly threadId: number;
  /** Ports to other threads' services, by name: one per client thread, shared by its clients. */
  readonly services: Services;
  /** The `data` given to `listen()`. */
  readonly data: Data;
  /**
   * Aborts when the server shuts down, the client is kicked or the client is gone. `signal.reason` is an Error with a
   * `code`: `ERR_CLIENT_SHUTDOWN`, `ERR_CLIENT_KICKED` or `ERR_CLIENT_GONE`.
   */
  readonly signal: AbortSignal;
  readonly log: Log;
  /**
   * Accepts no more clients on this thread: it ends when its present clients are gone. For a handler that has lost something
   * irreplaceable, such as the other end of a service's port.
   */
  retire(): void;
}

/** Writes a record to the server's log, without waiting. At most 1,000 records of a thread wait; more are dropped and counted. */
export interface Log {
  /** With level `info`. */
  (message: string, fields?: Readonly<Record<string, unknown>>): void;
  (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** The severity of a log record. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One record of the server's log, as plain data. It must not contain message bodies, passwords or tokens. */
export interface LogRecord {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly message: string;
  /** The thread it happened in. */
  readonly threadId: number;
  /** The client it concerns, if any. */
  readonly connectionId?: number;
  /** More details, by name. */
  readonly fields?: Readonly<Record<string, unknown>>;
}
