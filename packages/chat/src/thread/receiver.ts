import type { SharedRenderer } from '../render/shared-renderer.ts';
import type { FloodKind, FloodLimits } from '../flood.ts';
import type { PrivateMessage, RoomMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';

/** What the fan-out needs of a session. */
export interface Receiver {
  /** The hub's number of the session. */
  readonly number: number;
  /** How the client wants to see things. */
  readonly sharedRenderer: SharedRenderer;
  /** Accounts, in lower case, whose doings are not shown. */
  readonly ignored: ReadonlySet<string>;
  /** What the fan-out notes about the session; nobody else touches it. */
  readonly turn: ReceiverTurn;
  /** Sends bytes; one call per turn. */
  write(bytes: Buffer): void;
}

/** A session's part in the turn at hand. */
export class ReceiverTurn {
  /** The turn the rest belongs to. */
  turn = -1;
  /** Which of the turn's rooms it is in, a bit each. */
  rooms = 0;
  /** Its lines differ from those of the others with the same renderer and rooms. */
  apart = false;
  /** The first event of this turn not yet in `text`. */
  from = 0;
  /** What is only for this session, up to event `from`. */
  text = '';
}

/** What the connection needs of a session, besides what the fan-out does. */
export interface ConnectedSession extends Receiver {
  /** What it said in a room has been said. */
  message(event: RoomMessage): void;
  /** It was put out of a room. */
  removed(room: string): void;
  /** A private message, to or from its account. */
  privateMessage(event: PrivateMessage): void;
  /** A line for everyone. */
  notice(text: string): void;
  /** Something it posted was refused. */
  refused(code: string, message: string): void;
  /** The hub ended it; it leaves no more. */
  ended(reason: string, code: LeaveCode): void;
  /** A newer session of the account has come: end, unless the client is alive. */
  takeOver(): void;
  /** Its account became an operator, or is none any more. */
  rolesChanged(operator: boolean): void;
  /** It has so much left of a kind. */
  floodLevel(kind: FloodKind, level: number): void;
  /** The limits on talking changed. */
  floodChanged(limits: FloodLimits | 'off'): void;
}
