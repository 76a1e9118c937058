import type { Dialect } from '../protocol/enter-request.ts';
import type { PrivateMessage, RoomEvent, RoomMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import type { RoomState } from '../protocol/requests.ts';

/**
 * Renders room events for all clients with the same dialect and display settings. Clients with the same renderer share
 * the same bytes.
 */
export interface SharedRenderer {
  /** Small integer that identifies the renderer. */
  readonly key: number;
  readonly dialect: Dialect;
  /** If true, an event that occurs in several rooms is shown only once. */
  readonly showOnce?: boolean;
  /** Returns an event as text with line endings; empty if the event is not shown. */
  render(event: RoomEvent): string;
  /**
   * Combines consecutive events, the first at `start`. Returns their number and text, or undefined to render each event
   * separately. Entries that hold several messages are undefined.
   */
  fold?(
    events: ReadonlyArray<RoomEvent | undefined>,
    start: number,
  ): { count: number; text: string } | undefined;
}

/** Renders, in one dialect, what is meant for one session only. Every method returns complete lines. */
export interface SessionRenderer {
  /** Renders the events of the rooms, for all clients of this kind. */
  readonly shared: SharedRenderer;
  /** Whether the hub sends the names of the members when the session joins a room. */
  readonly names: boolean;
  /** A message of this session was delivered. */
  message(event: RoomMessage): string;
  /** A private message; `own` if the account itself sent it. */
  privateMessage(event: PrivateMessage, own: boolean): string;
  /** The session was removed from a room. */
  removed(room: string): string;
  notice(text: string): string;
  /** A message was not delivered, or the client floods. */
  refused(code: string, message: string): string;
  /** The last lines before the client is closed. */
  ended(reason: string, code: LeaveCode): string;
  /** The account of this session became an operator, or is no longer one. */
  operatorChanged(operator: boolean): string;
}

/** Renders a room that a session has joined, or switched to. */
export type RenderRoom = (room: RoomState) => string;
