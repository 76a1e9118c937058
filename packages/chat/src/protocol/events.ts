import type { MessagePort } from 'node:worker_threads';
import type { FloodKind, FloodLimits } from '../flood.ts';
import type { MessageKind } from '../history/message.ts';
import type { Responses, Request } from './requests.ts';
import type { LeaveCode } from './messages.ts';

/** An event in a room, sent to all its members. Every thread receives the same object. */
export type RoomEvent =
  | {
      readonly type: 'message';
      readonly room: string;
      readonly id: number;
      readonly at: number;
      /** The sending session, which the fan-out skips. */
      readonly by: number;
      readonly account: string;
      readonly kind: MessageKind;
      readonly text: string;
    }
  | {
      readonly type: 'joined';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly realName: string;
      readonly members: number;
    }
  | {
      readonly type: 'parted';
      readonly room: string;
      readonly at: number;
      /** The session that left, which the fan-out skips; 0 if it was removed. */
      readonly by: number;
      readonly account: string;
      readonly members: number;
      readonly reason: string;
      readonly afterMs: number;
      /** The operator who removed it. */
      readonly removedBy?: string;
      /** Set if the account left the chat: the same number in the events of all its rooms. */
      readonly group?: number;
    }
  | {
      /** An account is away; back if `text` is undefined. */
      readonly type: 'away';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly text: string | undefined;
      /** The same number in the events of all its rooms. */
      readonly group: number;
    }
  | {
      /** An account gained or lost operator status. */
      readonly type: 'operator';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly operator: boolean;
    }
  | {
      /** An account changed its real name. */
      readonly type: 'real-name';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly text: string;
      /** The same number in the events of all its rooms. */
      readonly group: number;
    }
  | {
      readonly type: 'topic';
      readonly room: string;
      readonly at: number;
      readonly by: number;
      readonly account: string;
      readonly text: string;
    };

/** A message in a room. */
export type RoomMessage = RoomEvent & { readonly type: 'message' };

/** A private message for the listed sessions. */
export interface PrivateMessage {
  readonly type: 'private-message';
  readonly id: number;
  readonly sessions: readonly number[];
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** An event that the hub sends to a client thread. */
export type HubEvent =
  | RoomEvent
  | PrivateMessage
  | { readonly type: 'notice'; readonly text: string }
  | {
      readonly type: 'refused';
      readonly session: number;
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly type: 'end';
      readonly session: number;
      readonly reason: string;
      readonly code: LeaveCode;
    }
  | { readonly type: 'take-over'; readonly session: number }
  /** The session's account gained or lost operator status. */
  | { readonly type: 'roles'; readonly session: number; readonly operator: boolean }
  /** The session is no longer in the room. */
  | { readonly type: 'removed'; readonly session: number; readonly room: string }
  /** The session's remaining budget, reduced by other sessions of its account. It can be negative. */
  | {
      readonly type: 'flood-level';
      readonly session: number;
      readonly kind: FloodKind;
      readonly level: number;
    }
  | { readonly type: 'settings'; readonly flood: FloodLimits | 'off' }
  | { readonly type: 'response'; readonly id: number; readonly value: Responses[keyof Responses] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

/** An event with its JSON, which is encoded once for all threads. */
export interface EncodedEvent {
  /** `encoded-response`: a response available only as JSON. */
  readonly event: HubEvent | { readonly type: 'encoded-response' };
  readonly json: string;
  /** Port of the thread whose session caused the event. */
  readonly from: MessagePort | undefined;
  /** Type of the request, if the event is a response. */
  readonly requestType: Request['type'] | undefined;
}

/** Encodes an event. See {@link EncodedEvent} for `from` and `request`. */
export function encodeEvent(
  event: HubEvent,
  from?: MessagePort,
  request?: Request['type'],
): EncodedEvent {
  return { event, json: JSON.stringify(event), from, requestType: request };
}

/** Encodes a response whose value is already JSON. */
export function encodeResponse(id: number, value: string): EncodedEvent {
  const json = `{"type":"response","id":${id},"value":${value}}`;
  return { event: { type: 'encoded-response' }, json, from: undefined, requestType: undefined };
}

/** Encodes a batch of events. */
export function encodeBatch(events: readonly EncodedEvent[]): string {
  return `[${events.map(({ json }) => json).join(',')}]`;
}

/** Decodes a batch. The hub is trusted, so the batch is not validated. */
export function decodeBatch(events: string): HubEvent[] {
  return JSON.parse(events) as HubEvent[];
}
