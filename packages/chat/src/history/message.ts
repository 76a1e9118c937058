/**
 * How something was said: as speech, as what the speaker does (`/me`), or as a notice, which no program
 * ever answers.
 */
export type MessageKind = 'message' | 'action' | 'notice';

const kinds: ReadonlySet<string> = new Set<MessageKind>(['message', 'action', 'notice']);

/** A kind as it was kept; anything else is a message. */
export function messageKind(text: string): MessageKind {
  return kinds.has(text) ? (text as MessageKind) : 'message';
}

/** One message as it is kept. */
export interface Message {
  /** The hub's number: grows by each message, over all rooms. */
  readonly id: number;
  /** When the hub numbered it, in ms since 1970. The order is that of the numbers: a clock may be set back. */
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

/** With whom an account has that conversation; undefined if it has not. */
export function otherOfPair(conversation: string, account: string): string | undefined {
  if (!conversation.startsWith('@')) return undefined;
  const pair = conversation.slice(1).split(' ');
  const at = pair.indexOf(account.toLowerCase());
  return at === -1 ? undefined : pair[1 - at];
}

/** A message as a row of a table holds it. */
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
