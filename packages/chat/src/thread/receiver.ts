import type { SharedRenderer } from '../render/renderer.ts';
import type { FloodKind, FloodLimits } from '../flood.ts';
import type { PrivateMessage, RoomMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';

/** A session as seen by the fan-out. */
export interface Receiver {
  /** Number of the session, assigned by the hub. */
  readonly number: number;
  /** Renderer of the client. */
  readonly sharedRenderer: SharedRenderer;
  /** Ignored accounts, in lower case. Their events are not shown. */
  readonly ignored: ReadonlySet<string>;
  /** State of the fan-out for this session. Only the fan-out uses it. */
  readonly turn: ReceiverTurn;
  /** Writes bytes to the client. Called once per turn. */
  write(bytes: Buffer): void;
}

/** The state of a session in the current turn. */
export class ReceiverTurn {
  /** The turn that the other fields belong to. */
  turn = -1;
  /** Bit set of the turn's rooms that the session is in. */
  rooms = 0;
  /** True if its output differs from that of other sessions with the same renderer and rooms. */
  apart = false;
  /** Index of the first event of this turn that is not yet in `text`. */
  from = 0;
  /** Output for this session only, up to event `from`. */
  text = '';
}

/** A session as seen by the hub connection. */
export interface ConnectedSession extends Receiver {
  /** The hub accepted a room message of this session. */
  message(event: RoomMessage): void;
  /** The session was removed from a room. */
  removed(room: string): void;
  /** The account sent or received a private message. */
  privateMessage(event: PrivateMessage): void;
  /** The server sent a notice to all sessions. */
  notice(text: string): void;
  /** The hub refused a message of this session. */
  refused(code: string, message: string): void;
  /** The hub ended the session, which must not send `leave` any more. */
  ended(reason: string, code: LeaveCode): void;
  /** A newer session of the account logged in. Ends this session unless its client responds. */
  takeOver(): void;
  /** The account gained or lost operator status. */
  rolesChanged(operator: boolean): void;
  /** The remaining budget of a kind was reduced. */
  floodLevel(kind: FloodKind, level: number): void;
  /** The flood limits changed. */
  floodChanged(limits: FloodLimits | 'off'): void;
}
