import type { AddressInfo } from 'node:net';
import type { ErrorData, ServerError } from './errors.ts';
import type { LogRecord } from './handler.ts';

/** The bound address of a listener. */
export interface ListenerAddress extends Pick<AddressInfo, 'address' | 'port'> {
  readonly address: string;
  readonly port: number;
}

/** A client has been placed on a thread. */
export interface ConnectionEvent {
  readonly type: 'connection';
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly threadId: number;
  /** Whether the thread serves other clients too. */
  readonly shared: boolean;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly connectedAt: number;
}

/**
 * Why a client is gone: `end` (either side closed the connection), `error` (a reset or another socket error), `tls` (a failed
 * handshake), `idle`, `unsent` (more than `maxUnsentBytes`), `stalled` (read nothing for `stallTimeoutMs`), `handler` (the
 * handler threw or rejected), `kick`, `crash` and `unresponsive` (its thread was ended), `shutdown`.
 */
export type DisconnectReason =
  | 'end'
  | 'error'
  | 'tls'
  | 'idle'
  | 'unsent'
  | 'stalled'
  | 'handler'
  | 'kick'
  | 'crash'
  | 'unresponsive'
  | 'shutdown';

/** A client is gone. */
export interface DisconnectEvent {
  readonly type: 'disconnect';
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly threadId: number;
  readonly reason: DisconnectReason;
  readonly durationMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/**
 * A client was refused: `full` (`maxConnections`), `address` (`maxConnectionsPerAddress`), `descriptors` (the process
 * has too few file descriptors left) or `paused` (with an inherited `fd`, which stays open).
 */
export interface RejectEvent {
  readonly type: 'reject';
  readonly remoteAddress: string;
  readonly reason: 'full' | 'address' | 'descriptors' | 'paused';
}

/** A thread has ended by an uncaught error, `process.exit()` or a lack of memory, or did not start. */
export interface CrashEvent {
  readonly type: 'crash';
  /** -1 if the system did not allow a new thread. */
  readonly threadId: number;
  readonly reason: 'error' | 'exit' | 'memory' | 'start';
  readonly error: ErrorData;
  /** Its clients. */
  readonly connectionIds: readonly number[];
}

/** A thread was ended because its event loop was blocked for `hangTimeoutMs`. */
export interface UnresponsiveEvent {
  readonly type: 'unresponsive';
  readonly threadId: number;
  readonly silentMs: number;
  readonly connectionIds: readonly number[];
}

/** A connection event for the main thread, with the memory of its counters. */
export interface PlacedEvent extends ConnectionEvent {
  readonly counters: SharedArrayBuffer;
}

/** The listener thread's events for the main thread, in their order. */
export type ServerEvent =
  | PlacedEvent
  | DisconnectEvent
  | RejectEvent
  | CrashEvent
  | UnresponsiveEvent
  | { readonly type: 'pause' }
  | { readonly type: 'resume'; readonly address: ListenerAddress }
  | { readonly type: 'log'; readonly record: LogRecord };

/** The events of a `ThreadedServer`. */
export interface ThreadedServerEvents {
  listening: [address: ListenerAddress];
  connection: [event: ConnectionEvent];
  disconnect: [event: DisconnectEvent];
  reject: [event: RejectEvent];
  crash: [event: CrashEvent];
  unresponsive: [event: UnresponsiveEvent];
  pause: [];
  resume: [address: ListenerAddress];
  log: [record: LogRecord];
  /** The server is closed; with an error if its listener thread crashed. */
  close: [error?: ServerError];
}
