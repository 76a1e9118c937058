/**
 * What client threads and the hub say to each other. Only plain data: every message is cloned on its
 * way. One union per direction, told apart by `type`.
 */
import type { MessageKind } from '../history/message.ts';
import type { Request } from './requests.ts';

/** Client thread → hub: everything its clients asked for in one turn of its event loop. */
export interface ToHub {
  readonly type: 'turn';
  /** The number of the last batch this thread is done with. */
  readonly seen: number;
  /** Keys of renderers that the thread had to render itself: the hub renders them from now on. */
  readonly renderers?: readonly number[];
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
   * All of that as text, if it is nothing but messages that sessions of other threads sent to one room: then a thread
   * whose clients' renderers are all rendered here need not read the events.
   */
  readonly messages?: RenderedMessages;
}

/** Messages to one room as text, made once in the hub for all client threads. */
export interface RenderedMessages {
  readonly room: string;
  /** The keys of the renderers they are rendered for. */
  readonly renderers: readonly number[];
  /** The text for each of these renderers, line ends included. */
  readonly texts: readonly string[];
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
export type LeaveCode = 'quit' | 'lost' | 'slow' | 'flood' | 'kicked' | 'banned' | 'closed';

/** Something the hub answers by the `id` of the request. */
export interface RequestAction {
  readonly type: 'request';
  readonly id: number;
  readonly request: Request;
}

/** One thing a client thread asks of the hub. */
export type Action = Post | Leave | RequestAction;
