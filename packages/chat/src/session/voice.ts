import type { RoomState } from '../hub/asks.ts';
import type { Said, Told } from '../hub/events.ts';
import type { View } from '../thread/receiver.ts';

/** How a dialect words what is meant for one session only; each returns whole lines. */
export interface Voice {
  /** How rooms are shown. */
  readonly view: View;
  /** Whether it wants to know who is in a room when it enters one. */
  readonly names: boolean;
  /** The session is in a room, with its last messages. */
  entered(room: RoomState): string;
  /** What it said in a room has been said. */
  said(event: Said): string;
  told(event: Told, own: boolean): string;
  /** It was put out of a room. */
  removed(room: string): string;
  notice(text: string): string;
  refused(code: string, message: string): string;
  ended(reason: string): string;
}
