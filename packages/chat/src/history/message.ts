/** How something was said: as speech, or as what the speaker does (`/me`). */
export type MessageKind = 'message' | 'action';

/** One message as it is kept. */
export interface Message {
  /** The hub's number: grows by each message, over all rooms. */
  readonly id: number;
  /** When the hub numbered it, in ms since 1970; never less than the message before. */
  readonly at: number;
  /** Where it was said: `roomKey()` or `pairKey()`. */
  readonly conversation: string;
  /** Who said it. */
  readonly account: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** The conversation of a room. */
export function roomKey(room: string): string {
  return `#${room}`;
}

/** The conversation of two people, whoever speaks. */
export function pairKey(one: string, other: string): string {
  return `@${[one.toLowerCase(), other.toLowerCase()].sort().join(' ')}`;
}
