import type { MessagePort } from 'node:worker_threads';
import type { ErrorData } from './errors.ts';
import type { Limits } from './limits.ts';
import type { Settings } from './options.ts';
import type { ListenerAddress, ServerEvent } from './server-event.ts';
import type { ThreadInfo } from './thread-info.ts';
import type { ReservationMemory } from './thread-reservation.ts';
import type { TlsMaterial } from './tls-material.ts';

/** What a listener thread is born with. */
export interface ListenerData {
  readonly port: MessagePort;
  readonly settings: Settings;
  readonly tls: TlsMaterial | undefined;
  readonly services: Readonly<Record<string, MessagePort>>;
  readonly reservation: ReservationMemory;
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
