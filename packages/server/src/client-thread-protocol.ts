import type { Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import type { ErrorData } from './errors.ts';
import type { Limits } from './limits.ts';
import type { LogRecord } from './log-record.ts';
import type { HandlerReference } from './options.ts';
import type { TlsMaterial } from './tls-material.ts';

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

/**
 * Why a client is gone: `end` (either side ended it properly), `error` (a reset or another socket error), `tls` (no
 * handshake), `idle`, `unsent` (more than `maxUnsentBytes`), `stalled` (took nothing for `stallTimeoutMs`),
 * `handler` (the handler threw or rejected), `kick`, `crash` and `unresponsive` (its thread is gone), `shutdown`.
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
