import type { FloodKind, FloodLimits } from '../flood.ts';
import type { RoomMessage, PrivateMessage } from '../protocol/events.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import type { Receiver } from './receiver.ts';

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
