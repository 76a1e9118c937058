/**
 * The messages between client threads and the hub. Only plain data, because every message is cloned. One union per
 * direction, discriminated by `type`.
 */
import type { MessageKind } from '../history/message.ts';
import type { Request } from './requests.ts';

/** Client thread → hub: the actions of its clients in one turn of the event loop. */
export interface ToHub {
  readonly type: 'turn';
  /** Number of the last batch that the thread has processed. */
  readonly seen: number;
  /** Keys of renderers that the hub did not render for. The hub includes them from now on. */
  readonly renderers?: readonly number[];
  readonly actions: readonly Action[];
}

/** Hub → client thread: the events of one turn of the hub, in order. */
export interface FromHub {
  readonly type: 'batch';
  /** Sequence number of the batch for this thread. */
  readonly number: number;
  /** Total number of this thread's actions that the hub has processed. */
  readonly processed: number;
  /**
   * The events, a `HubEvent[]` as JSON. Room events are encoded once for all threads, and a string is cloned much
   * faster than objects.
   */
  readonly events: string;
  /**
   * The events rendered as text, if all of them are messages from other threads to one room. The thread decodes
   * `events` only for clients whose renderer is missing here.
   */
  readonly messages?: RenderedMessages;
}

/** Messages to one room, rendered once by the hub for all client threads. */
export interface RenderedMessages {
  readonly room: string;
  /** Keys of the renderers. */
  readonly renderers: readonly number[];
  /** The text of each renderer, including line endings. */
  readonly texts: readonly string[];
}

/** A message from a session. It has no response; the hub refuses it with a `refused` or `end` event. */
export interface Post {
  readonly type: 'post';
  readonly session: number;
  readonly room: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** The end of a session. `reason` is shown to other members; `code` is used for statistics. */
interface Leave {
  readonly type: 'leave';
  readonly session: number;
  readonly reason: string;
  readonly code: LeaveCode;
}

/** Why a session ended. */
export type LeaveCode = 'quit' | 'lost' | 'slow' | 'flood' | 'kicked' | 'banned' | 'closed';

/** A request. The hub responds with the same `id`. */
export interface RequestAction {
  readonly type: 'request';
  readonly id: number;
  readonly request: Request;
}

/** An action that a client thread sends to the hub. */
export type Action = Post | Leave | RequestAction;

const kib = 1024;

/**
 * Returns the approximate maximum size of the response to a request, in bytes. Every response is bounded, because
 * lists are paginated.
 */
export function maxResponseBytes({ type }: Request): number {
  switch (type) {
    case 'history':
      return 24 * kib;
    case 'search':
    case 'conversations':
      return 64 * kib;
    // Includes the replayed messages and the first member names.
    case 'enter':
    case 'join':
      return 32 * kib;
    case 'who':
    case 'names':
    case 'rooms':
    case 'bans':
      return 16 * kib;
    case 'check-address':
      return maxMotdBytes + kib;
    case 'whois':
    case 'present':
      return 8 * kib;
    default:
      return 2 * kib;
  }
}

/** Maximum size of the message of the day, in bytes. Every client receives it, even before login. */
export const maxMotdBytes = 16 * 1024;
