import type { ClientError } from '../errors.ts';
import type { IrcMessage } from '../irc/message.ts';
import type { ChatMessage } from './chat-message.ts';

/** Somebody entered a room. */
export interface JoinEvent {
  readonly room: string;
  readonly name: string;
  readonly own: boolean;
  readonly time: Date;
}

/** Somebody left a room, or was made to; or we are not let into it again after a reconnect. */
export interface PartEvent extends JoinEvent {
  /** Who made them leave; undefined if they left by themselves. */
  readonly by: string | undefined;
  /** Theirs, or the server's. */
  readonly reason: string;
}

/** Something about somebody that isn't tied to one room. */
export interface PresenceEvent {
  readonly state: 'away' | 'back' | 'gone' | 'renamed';
  readonly name: string;
  /** The new name, for `renamed`. */
  readonly newName: string | undefined;
  /** Why they are away or gone. */
  readonly text: string;
  /** The rooms we share, or shared. */
  readonly rooms: readonly string[];
  readonly own: boolean;
  readonly time: Date;
}

/** A room's topic was set. */
export interface TopicEvent {
  readonly room: string;
  readonly topic: string;
  /** Who set it; undefined if it is told on entering. */
  readonly by: string | undefined;
  readonly time: Date;
}

/** A session token, in place of the password at later logins. A secret. */
export interface TokenEvent {
  readonly token: string;
  readonly expiresAt: Date | undefined;
}

/** The connection is lost, and is made again after so long. */
export interface ReconnectingEvent {
  /** 1 for the first attempt in a row. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: ClientError;
}

/** A connection stands, logged in. */
export interface ConnectedEvent {
  /** It takes the place of one that was lost. */
  readonly resumed: boolean;
  /** What was missed is fetched before anything newer is told, as far as the server keeps it. */
  readonly catchesUp: boolean;
}

/** All that was missed in a conversation has been told. */
export interface CaughtUpEvent {
  readonly conversation: string;
  /** How many messages it was. */
  readonly count: number;
  /** False if the server didn't give all of it: something may be missing. */
  readonly complete: boolean;
}

/** What a {@link ChatClient} tells, by the name of the event. Texts are as they came: not fit for a screen. */
export interface ChatEvents {
  /** Each once and in order, own ones too where the server echoes them. */
  message: [message: ChatMessage];
  notice: [notice: ChatMessage];
  join: [event: JoinEvent];
  part: [event: PartEvent];
  presence: [event: PresenceEvent];
  topic: [event: TopicEvent];
  token: [event: TokenEvent];
  /**
   * Anything else the server says: numerics and standard replies that answer no question of this client, and the refusal
   * of a room that was to be entered by the options.
   */
  reply: [reply: IrcMessage];
  connected: [event: ConnectedEvent];
  caughtUp: [event: CaughtUpEvent];
  reconnecting: [event: ReconnectingEvent];
  /** Every line both ways, as it is on the wire; passwords and tokens are masked. */
  raw: [direction: 'in' | 'out', line: string];
  /** It is over. Without an error if it was to be. Nothing comes after it. */
  close: [error: ClientError | undefined];
}
