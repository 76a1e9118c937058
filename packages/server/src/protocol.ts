import type { MessagePort } from 'node:worker_threads';
import type { Socket } from 'node:net';
import type { ErrorData } from './errors.ts';
import type { Limits } from './limits.ts';
import type { DisconnectReason, ListenerAddress, ServerEvent } from './server-event.ts';
import type { ReservationMemory } from './machine/thread-reservation.ts';
import type { TlsMaterial } from './secure-context.ts';
import type { LogRecord } from './handler.ts';

/** What a listener thread is born with. */
export interface ListenerData {
  readonly port: MessagePort;
  readonly settings: Settings;
  readonly tls: TlsMaterial | undefined;
  readonly services: Readonly<Record<string, MessagePort>>;
  readonly reservation: ReservationMemory;
}

/** Checked options with every default filled in, as plain data: what the listener thread is given. */
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

/** What main asks of the listener, by name: its arguments and its answer. */
export interface ListenerRequests {
  pause: { args: Record<never, never>; answer: undefined };
  resume: { args: Record<never, never>; answer: ListenerAddress };
  drain: { args: { timeoutMs: number | undefined }; answer: number };
  close: { args: { graceMs: number }; answer: undefined };
  kick: { args: { id: number; message: string }; answer: boolean };
  endThread: { args: { threadId: number }; answer: boolean };
  threads: { args: Record<never, never>; answer: ThreadInfo[] };
  status: { args: Record<never, never>; answer: ListenerStatus };
  limits: { args: { limits: Limits }; answer: undefined };
  tls: { args: { tls: TlsMaterial }; answer: undefined };
}

/** The listener at one moment. */
export interface ListenerStatus {
  /** Whether new clients are let in. */
  readonly listening: boolean;
  /** Clients that have a thread. */
  readonly connections: number;
  /** Clients accepted that wait for a thread to start. */
  readonly waiting: number;
  readonly threads: number;
  readonly idleThreads: number;
  /** Clients accepted since the start, refused ones not counted. */
  readonly accepted: number;
  readonly refused: number;
  /** Threads that crashed or hung. */
  readonly crashed: number;
}

/** What a thread is doing: `starting`, `idle` (waits for a client), `dedicated` (has one), `shared` (has several), `ending`. */
export type ThreadState = 'starting' | 'idle' | 'dedicated' | 'shared' | 'ending';

/** The counters of one client thread. Those of a thread that can't be asked any more are the last known. */
export interface ThreadInfo {
  readonly threadId: number;
  readonly state: ThreadState;
  readonly connectionIds: readonly number[];
  /** When it was started, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** How many clients it has had. */
  readonly served: number;
  /** CPU time it has used, in milliseconds. */
  readonly cpuMs: number;
  /** Share of the last quarter of a second or so in which its event loop was busy, from 0 to 1. */
  readonly utilization: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  /** How long its event loop has not been seen turning, in milliseconds; 0 if it is well. */
  readonly silentMs: number;
}

/** Main to listener thread. */
export type ToListener =
  | ListenerRequest
  /** The last `told` has been taken. */
  | { readonly type: 'taken' };

/** One request, to be answered under its number. */
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
  /** What has happened and what was answered, in this order: an answer comes after the events it is a result of. */
  | { readonly type: 'told'; readonly items: readonly Told[] };

/** An event, or the answer to a request. */
export type Told =
  | ServerEvent
  | { readonly type: 'answer'; readonly number: number; readonly answer: unknown }
  | { readonly type: 'error'; readonly number: number; readonly error: ErrorData };

/** What a client thread is born with. */
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
  /** A socket to warm the thread up with: it is in the transfer list. */
  | { readonly type: 'rehearse'; readonly socket: Socket }
  /** End this client now; its signal aborts with the error. */
  | { readonly type: 'end'; readonly id: number; readonly error: ErrorData }
  /** End this client if its TLS handshake is not done yet: others need its place. */
  | { readonly type: 'end-handshake'; readonly id: number }
  /** Abort the signal of every client; they have a time of grace to leave. */
  | { readonly type: 'shutdown'; readonly error: ErrorData }
  | { readonly type: 'limits'; readonly limits: Limits }
  | { readonly type: 'tls'; readonly tls: TlsMaterial }
  /** Answer with `pong`, to show that the event loop turns. */
  | { readonly type: 'ping' }
  /** The last `log` has been taken. */
  | { readonly type: 'log-taken' };

/** A client's socket, handed over: it is in the transfer list. */
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
      /** Whether another client may have this thread: nothing was left behind in it. */
      readonly healthy: boolean;
      /** What was logged before, and is not sent yet. */
      readonly records: readonly LogRecord[];
    }
  /** The client has begun a TLS handshake, on a port that takes plain clients too. */
  | { readonly type: 'handshake'; readonly id: number }
  /** The client's TLS handshake is done. */
  | { readonly type: 'secured'; readonly id: number }
  | { readonly type: 'pong' }
  /** Nobody else is to have this thread. */
  | { readonly type: 'retire' }
  | { readonly type: 'log'; readonly records: readonly LogRecord[] };
