/**
 * What client threads and the hub say to each other. Only plain data: every message is cloned on its
 * way. One union per direction, told apart by `type`.
 */
import type { MessageKind } from '../history/message.ts';
import type { Ask } from './asks.ts';

/** Client thread → hub: everything its clients asked for in one turn of its event loop. */
export interface ToHub {
  readonly type: 'turn';
  /** The number of the last batch this thread is done with. */
  readonly seen: number;
  readonly actions: readonly Action[];
}

/** Hub → client thread: everything that happened in one turn of the hub, in the one order. */
export interface FromHub {
  readonly type: 'batch';
  /** Counts the batches to this thread. */
  readonly number: number;
  /** How many actions of this thread the hub has taken so far. */
  readonly taken: number;
  /**
   * The events, a `HubEvent[]` as JSON: what happens in a room is encoded once for all threads, and a text
   * is cloned far faster than the objects would be.
   */
  readonly events: string;
  /**
   * All of that as most clients see it, if it is nothing but what sessions of other threads said in one
   * room: then most threads need not look at the events.
   */
  readonly said?: { readonly room: string; readonly text: string };
}

/** What a session says; it needs no answer, and a refusal comes as an `end` or a `refused` event. */
export interface Post {
  readonly type: 'post';
  readonly session: number;
  readonly room: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** A session is over. Other members are told the reason; the code is counted. */
export interface Leave {
  readonly type: 'leave';
  readonly session: number;
  readonly reason: string;
  readonly code: LeaveCode;
}

/** Why a session was over. */
export type LeaveCode = 'quit' | 'lost' | 'slow' | 'flood' | 'kicked' | 'closed';

/** Something the hub answers by the `id` of the request. */
export interface Request {
  readonly type: 'request';
  readonly id: number;
  readonly ask: Ask;
}

/** One thing a client thread asks of the hub. */
export type Action = Post | Leave | Request;
