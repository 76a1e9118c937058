/**
 * The kind of a message: a normal message, an action (`/me`), or a notice, which programs must not reply to
 * automatically.
 */
export type MessageKind = 'message' | 'action' | 'notice';

const kinds: ReadonlySet<string> = new Set<MessageKind>(['message', 'action', 'notice']);

/** Converts a stored kind. Returns `message` for an unknown one. */
function messageKind(text: string): MessageKind {
  return kinds.has(text) ? (text as MessageKind) : 'message';
}

/** A stored message. */
export interface Message {
  /** Assigned by the hub, ascending over all conversations. */
  readonly id: number;
  /** Time in ms since 1970. Messages are ordered by `id`, because the clock can be set back. */
  readonly at: number;
  /** Key of the conversation: `roomKey()` or `pairKey()`. */
  readonly conversation: string;
  /** The sender. */
  readonly account: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** Returns the conversation key of a room. */
export function roomKey(room: string): string {
  return `#${room}`;
}

/** Returns the conversation key of two accounts, in either order. */
export function pairKey(one: string, other: string): string {
  return `@${[one.toLowerCase(), other.toLowerCase()].sort().join(' ')}`;
}

/** Returns the other account of a private conversation; undefined if `account` is not part of it. */
export function otherOfPair(conversation: string, account: string): string | undefined {
  if (!conversation.startsWith('@')) return undefined;
  const pair = conversation.slice(1).split(' ');
  const at = pair.indexOf(account.toLowerCase());
  return at === -1 ? undefined : pair[1 - at];
}

/** Converts a table row to a message. */
export function messageIn(conversation: string, row: Readonly<Record<string, unknown>>): Message {
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    conversation,
    account: String(row['account']),
    kind: messageKind(String(row['kind'])),
    text: String(row['text']),
  };
}
