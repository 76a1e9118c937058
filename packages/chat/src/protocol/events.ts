import type { MessagePort } from 'node:worker_threads';
import type { FloodKind, FloodLimits } from '../flood.ts';
import type { MessageKind } from '../history/message.ts';
import type { Responses, Request } from './requests.ts';
import type { LeaveCode } from './messages.ts';

/** What happened in a room, for all its members; the same object goes to every thread. */
export type RoomEvent =
  | {
      readonly type: 'message';
      readonly room: string;
      readonly id: number;
      readonly at: number;
      /** The session that said it, which need not be told. */
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
      /** The session that left, which knows; 0 if it was put out. */
      readonly by: number;
      readonly account: string;
      readonly members: number;
      readonly reason: string;
      readonly afterMs: number;
      /** The operator who put it out. */
      readonly removedBy?: string;
      /** It left the chat: the same number in each room it was in. */
      readonly group?: number;
    }
  | {
      /** An account is away, or back if there is no text. */
      readonly type: 'away';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly text: string | undefined;
      /** The same number in each room it is in. */
      readonly group: number;
    }
  | {
      /** An account became an operator, or is no longer one. */
      readonly type: 'operator';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly operator: boolean;
    }
  | {
      /** An account is called otherwise in full. */
      readonly type: 'real-name';
      readonly room: string;
      readonly at: number;
      readonly account: string;
      readonly text: string;
      /** The same number in each room it is in. */
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

/** What somebody said in a room. */
export type RoomMessage = RoomEvent & { readonly type: 'message' };

/** A private message, for the sessions named. */
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

/** One thing the hub tells a client thread. */
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
  /** Its account became an operator, or is none any more. */
  | { readonly type: 'roles'; readonly session: number; readonly operator: boolean }
  /** The session is in the room no more. */
  | { readonly type: 'removed'; readonly session: number; readonly room: string }
  /** The session has so much left of a kind, since others do as much for its account; it may be negative. */
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

/** An event with its encoded form, made once however many threads it goes to. */
export interface EncodedEvent {
  /** `encoded-answer`: an answer of which only the encoded form is there. */
  readonly event: HubEvent | { readonly type: 'encoded-response' };
  readonly json: string;
  /** The port to the thread whose session said it, which is not shown what it said. */
  readonly from: MessagePort | undefined;
  /** What an answer is the answer to. */
  readonly requestType: Request['type'] | undefined;
}

/** Encodes an event; `from` is the port of whose session said it, `ask` what an answer is the answer to. */
export function encodeEvent(
  event: HubEvent,
  from?: MessagePort,
  request?: Request['type'],
): EncodedEvent {
  return { event, json: JSON.stringify(event), from, requestType: request };
}

/** Encodes an answer that is JSON already. */
export function encodeResponse(id: number, value: string): EncodedEvent {
  const json = `{"type":"response","id":${id},"value":${value}}`;
  return { event: { type: 'encoded-response' }, json, from: undefined, requestType: undefined };
}

/** Encodes a batch from its events. */
export function encodeBatch(events: readonly EncodedEvent[]): string {
  return `[${events.map(({ json }) => json).join(',')}]`;
}

/** Reads a batch; the hub made it, so it is not checked. */
export function decodeBatch(events: string): HubEvent[] {
  return JSON.parse(events) as HubEvent[];
}
