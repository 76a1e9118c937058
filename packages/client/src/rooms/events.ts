import type { ClientError } from '../errors.ts';
import type { LineDirection } from '../irc/lines.ts';
import type { IrcMessage } from '../irc/message.ts';
import type { ChatMessage } from './chat-message.ts';

/** A user joined a room. */
export interface JoinEvent {
  readonly room: string;
  readonly name: string;
  /** Whether it was this client. */
  readonly own: boolean;
  readonly time: Date;
}

/** A user left a room or was removed from it; or the server refused to let it rejoin after a reconnect. */
export interface PartEvent extends JoinEvent {
  /** Who removed them; undefined if they left on their own. */
  readonly by: string | undefined;
  /** Given by them, or by the server. */
  readonly reason: string;
}

/** A change of a user's status or name, in all rooms at once. */
export interface PresenceEvent {
  readonly state: 'away' | 'back' | 'gone' | 'renamed';
  readonly name: string;
  /** The new name, for `renamed`. */
  readonly newName: string | undefined;
  /** The reason, for `away` and `gone`. */
  readonly text: string;
  /** The rooms they share with this client. */
  readonly rooms: readonly string[];
  readonly own: boolean;
  readonly time: Date;
}

/** A room's topic changed, or is announced on joining. */
export interface TopicEvent {
  readonly room: string;
  readonly topic: string;
  /** Who changed it; undefined when announced on joining. */
  readonly by: string | undefined;
  readonly time: Date;
}

/** The connection is lost; the next attempt follows after a delay. */
export interface ReconnectingEvent {
  /** Counts consecutive attempts, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** Why the connection was lost, or the previous attempt failed. */
  readonly error: ClientError;
}

/** Connected and logged in. */
export interface ConnectedEvent {
  /** Whether this connection replaces a lost one. */
  readonly resumed: boolean;
  /** Whether missed messages will be fetched from the server's history and emitted before any newer ones. */
  readonly catchesUp: boolean;
}

/** All messages missed in a conversation have been emitted. */
export interface CaughtUpEvent {
  readonly conversation: string;
  /** How many messages were missed. */
  readonly count: number;
  /** False if the server could not provide all of them. */
  readonly complete: boolean;
}

/** A session token, which logs in in place of the password. Keep it secret. */
export interface TokenEvent {
  readonly token: string;
  readonly expiresAt: Date | undefined;
}

/** The events of a {@link ChatClient}. Texts are unfiltered: pass them through `plainText()` before showing them on a terminal. */
export interface ChatEvents {
  /** Every message, once and in order; also our own, where the server echoes them. */
  message: [message: ChatMessage];
  notice: [notice: ChatMessage];
  join: [event: JoinEvent];
  part: [event: PartEvent];
  presence: [event: PresenceEvent];
  topic: [event: TopicEvent];
  token: [event: TokenEvent];
  /**
   * Anything else the server sends: numerics and standard replies that respond to no request of this client, and the
   * refusal of a room from the options.
   */
  reply: [reply: IrcMessage];
  connected: [event: ConnectedEvent];
  caughtUp: [event: CaughtUpEvent];
  reconnecting: [event: ReconnectingEvent];
  /** Every line sent or received, passwords and tokens masked. */
  raw: [direction: LineDirection, line: string];
  /** The client has ended; `error` is set unless it was closed on purpose. This is always the last event. */
  close: [error: ClientError | undefined];
}

/** Emits an event of the client. */
export type Emit = <Name extends keyof ChatEvents>(event: Name, ...args: ChatEvents[Name]) => void;
