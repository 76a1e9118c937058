import type { Person } from './person.ts';
import { IrcConversation } from './irc-conversation.ts';
import type { Stay } from './stay.ts';
import { TextConversation } from './text-conversation.ts';

/** What is sent and taken in one connection, in a dialect. */
export interface Conversation {
  /** What is sent first. */
  readonly hello: string;
  /** Whether it is in the room. */
  readonly inside: boolean;
  /** Takes a line; returns what to answer. */
  take(line: string): string;
  /** A line that says something in the room. */
  say(text: string): string;
  /** A line that asks for much to be shown. */
  readonly askMuch: string;
  /** A line that takes leave. */
  readonly quit: string;
}

/** Begins a conversation. @param lastId the last message that is known, with all before it */
export function converse(person: Person, stay: Stay, lastId: number | undefined): Conversation {
  return person.dialect === 'text'
    ? new TextConversation(person, stay)
    : new IrcConversation(person, stay, lastId);
}
