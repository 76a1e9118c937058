import type { MessagePort } from 'node:worker_threads';
import type { Socket } from 'node:net';
import type { ErrorData } from './errors.ts';
import type { Limits } from './limits.ts';
import type { DisconnectReason, ListenerAddress, ServerEvent } from './server-event.ts';
import type { ReservationMemory } from './machine/thread-reservation.ts';
import type { TlsMaterial } from './secure-context.ts';
import type { LogRecord } from './handler.ts';

/** The `workerData` of a listener thread. */
export interface ListenerData {
  readonly port: MessagePort;
  readonly settings: Settings;
  readonly tls: TlsMaterial | undefined;
  readonly services: Readonly<Record<string, MessagePort>>;
  readonly reservation: ReservationMemory;
}

/** Validated options with all defaults, as plain data for the listener thread. */
export interface Settings {
  readonly handler: HandlerReference;
  readonly port: number;
  readonly host: string;
  readonly fd: number | undefined;
  readonly backlog: number;
  readonly allowHalfOpen: boolean;
  readonly data: unknown;
  readonly maxThreads: number;
  readonly spareThreads: number;
  readonly reuseThreads: boolean;
  readonly idleThreadTimeoutMs: number;
  readonly threadMemoryMb: number;
  readonly startTimeoutMs: number;
  /** The process's limit of open descriptors. */
  readonly maxDescriptors: number;
  readonly limits: Limits;
}

/** How a client thread finds the handler: `specifier`, imported as if by a module in the folder `base`. */
export interface HandlerReference {
  readonly specifier: string;
  readonly base: string;
}

/** The main thread's requests, by name, with their arguments and results. */
export interface ListenerRequests {
  pause: { args: Record<never, never>; result: undefined };
  resume: { args: Record<never, never>; result: ListenerAddress };
  drain: { args: { timeoutMs: number | undefined }; result: number };
  close: { args: { graceMs: number }; result: undefined };
  kick: { args: { id: number; message: string }; result: boolean };
  endThread: { args: { threadId: number }; result: boolean };
  threads: { args: Record<never, never>; result: ThreadInfo[] };
  status: { args: Record<never, never>; result: ListenerStatus };
  limits: { args: { limits: Limits }; result: undefined };
  tls: { args: { tls: TlsMaterial }; result: undefined };
}

/** The state of the listener. */
export interface ListenerStatus {
  /** Whether new clients are accepted. */
  readonly listening: boolean;
  /** Clients that have a thread. */
  readonly connections: number;
  /** Accepted clients that wait for a thread to start. */
  readonly waiting: number;
  readonly threads: number;
  readonly idleThreads: number;
  /** Clients accepted since the start, without refused ones. */
  readonly accepted: number;
  readonly refused: number;
  /** Threads that crashed or were unresponsive. */
  readonly crashed: number;
}

/** What a thread is doing: `starting`, `idle` (no client), `dedicated` (one client), `shared` (several clients), `ending`. */
export type ThreadState = 'starting' | 'idle' | 'dedicated' | 'shared' | 'ending';

/** One client thread at this moment. If the thread does not answer, the values are the last known ones. */
export interface ThreadInfo {
  readonly threadId: number;
  readonly state: ThreadState;
  readonly connectionIds: readonly number[];
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How many clients it has served. */
  readonly served: number;
  /** Its CPU time, in milliseconds. */
  readonly cpuMs: number;
  /** The share of about the last 250 ms in which its event loop was busy, from 0 to 1. */
  readonly utilization: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  /** How long its event loop has been blocked, in milliseconds; 0 if it turns. */
  readonly silentMs: number;
}

/** Main to listener thread. */
export type ToListener =
  | ListenerRequest
  /** The last `batch` has been received. */
  | { readonly type: 'received' };

/** A request; the response has the same number. */
export type ListenerRequest = {
  readonly [Name in keyof ListenerRequests]: {
    readonly type: 'request';
    readonly number: number;
    readonly name: Name;
    readonly args: ListenerRequests[Name]['args'];
  };
}[keyof ListenerRequests];

/** Listener thread to main. */
export type FromListener =
  | { readonly type: 'listening'; readonly address: ListenerAddress }
  | { readonly type: 'failed'; readonly stage: 'handler' | 'listen'; readonly error: ErrorData }
  /** Events and responses in their order: a response comes after the events that the request caused. */
  | { readonly type: 'batch'; readonly items: readonly BatchItem[] };

/** An event, or the response to a request. */
export type BatchItem =
  | ServerEvent
  | { readonly type: 'response'; readonly number: number; readonly result: unknown }
  | { readonly type: 'error'; readonly number: number; readonly error: ErrorData };

/** The `workerData` of a client thread. */
export interface ClientThreadData {
  readonly port: MessagePort;
  readonly handler: HandlerReference;
  readonly data: unknown;
  readonly services: Readonly<Record<string, MessagePort>>;
  readonly limits: Limits;
  readonly tls: TlsMaterial | undefined;
  readonly allowHalfOpen: boolean;
}

/** Listener thread to client thread. */
export type ToClientThread =
  | ConnectionMessage
  /** The socket of a warm-up client, in the transfer list. */
  | { readonly type: 'warm-up'; readonly socket: Socket }
  /** Ends a client now; its signal aborts with the error. */
  | { readonly type: 'end'; readonly id: number; readonly error: ErrorData }
  /** Ends a client if its TLS handshake is not finished, in favor of others. */
  | { readonly type: 'end-handshake'; readonly id: number }
  /** Aborts the signal of every client. */
  | { readonly type: 'shutdown'; readonly error: ErrorData }
  | { readonly type: 'limits'; readonly limits: Limits }
  | { readonly type: 'tls'; readonly tls: TlsMaterial }
  /** Requests a `pong`, which shows that the event loop turns. */
  | { readonly type: 'ping' }
  /** The last `log` has been received. */
  | { readonly type: 'log-received' };

/** A client's socket, in the transfer list. */
export interface ConnectionMessage {
  readonly type: 'connection';
  readonly id: number;
  readonly socket: Socket;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly counters: SharedArrayBuffer;
}

/** Client thread to listener thread. */
export type FromClientThread =
  | { readonly type: 'ready' }
  | { readonly type: 'load-failed'; readonly error: ErrorData }
  | {
      readonly type: 'disconnect';
      readonly id: number;
      readonly reason: DisconnectReason;
      /** Whether this thread can serve another client: nothing was left behind in it. */
      readonly healthy: boolean;
      /** Log records that have not been sent yet. */
      readonly records: readonly LogRecord[];
    }
  /** The client has begun a TLS handshake, on a port with `allowPlain`. */
  | { readonly type: 'handshake'; readonly id: number }
  /** The client has finished its TLS handshake. */
  | { readonly type: 'secured'; readonly id: number }
  | { readonly type: 'pong' }
  /** This thread accepts no more clients. */
  | { readonly type: 'retire' }
  | { readonly type: 'log'; readonly records: readonly LogRecord[] };
