import type { RoomState } from '../protocol/requests.ts';
import type { RoomMessage, PrivateMessage } from '../protocol/events.ts';
import type { SharedRenderer } from '../render/shared-renderer.ts';

/** How a dialect words what is meant for one session only; each returns whole lines. */
export interface SessionRenderer {
  /** How rooms are shown. */
  readonly shared: SharedRenderer;
  /** Whether it wants to know who is in a room when it enters one. */
  readonly names: boolean;
  /** The session is in a room, with its last messages. */
  entered(room: RoomState): string;
  /** What it said in a room has been said. */
  message(event: RoomMessage): string;
  privateMessage(event: PrivateMessage, own: boolean): string;
  /** It was put out of a room. */
  removed(room: string): string;
  notice(text: string): string;
  refused(code: string, message: string): string;
  ended(reason: string): string;
}
