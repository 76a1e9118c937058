import type { FloodLimits } from '../flood.ts';
import type { EnterRequest, EnterResponse } from './enter-request.ts';
import type { Message, MessageKind } from '../history/message.ts';
import type { HistoryCursor, HistoryResults } from '../history/query.ts';

/**
 * The questions and orders that get an answer, told apart by `type`. A list is answered in parts: while an answer holds
 * `next`, the same request with that as its `cursor` gets the next part.
 */
export type Request =
  | { readonly type: 'check-address'; readonly address: string }
  | EnterRequest
  /** How many are here, or will be with one more session of an account. */
  | { readonly type: 'count'; readonly and?: string }
  | {
      readonly type: 'join';
      readonly session: number;
      readonly room: string;
      /** Whether the answer is to hold who is in the room. */
      readonly names?: boolean;
    }
  | {
      readonly type: 'part';
      readonly session: number;
      readonly room: string;
      readonly reason: string;
    }
  | {
      readonly type: 'private-message';
      readonly session: number;
      readonly to: string;
      readonly kind: MessageKind;
      readonly text: string;
    }
  | {
      readonly type: 'topic';
      readonly session: number;
      readonly room: string;
      readonly text: string;
    }
  | { readonly type: 'away'; readonly session: number; readonly text: string | undefined }
  | { readonly type: 'real-name'; readonly session: number; readonly text: string }
  /** What a room is about. */
  | { readonly type: 'room'; readonly session: number; readonly room: string }
  /** The members of a room; a list. */
  | {
      readonly type: 'who';
      readonly session: number;
      readonly room: string;
      readonly cursor?: MemberCursor;
    }
  /** The names of the members of a room; a list. */
  | {
      readonly type: 'names';
      readonly session: number;
      readonly room: string;
      readonly cursor?: MemberCursor;
    }
  | { readonly type: 'whois'; readonly session: number; readonly account: string }
  /** Who of some accounts is here. */
  | { readonly type: 'present'; readonly session: number; readonly accounts: readonly string[] }
  /** The rooms, the fullest first; a list. */
  | {
      readonly type: 'rooms';
      readonly session: number;
      /** Names of the only rooms asked for. @default all */
      readonly only?: readonly string[];
      readonly cursor?: readonly number[];
    }
  | {
      readonly type: 'history';
      readonly session: number;
      /** A room's name, or `@account` for what was said in private with that account. */
      readonly with: string;
      readonly limit: number;
      /** Bounds: numbers of messages, and times in ms since 1970. None of them is itself within. */
      readonly before?: number;
      readonly after?: number;
      readonly beforeAt?: number;
      readonly afterAt?: number;
      /** Which of them, if there are more. @default newest */
      readonly take?: 'oldest' | 'newest';
      readonly cursor?: HistoryCursor;
    }
  | {
      /** The conversations that the session could ask for, by the time of their last message. */
      readonly type: 'conversations';
      readonly session: number;
      /** Times in ms since 1970 that the last message is between. */
      readonly afterAt: number;
      readonly beforeAt: number;
      readonly limit: number;
    }
  | {
      readonly type: 'search';
      readonly session: number;
      readonly with: string;
      readonly text: string;
      readonly limit: number;
    }
  | {
      readonly type: 'kick';
      readonly session: number;
      readonly account: string;
      readonly reason: string;
    }
  | {
      /** Puts an account out of one room. */
      readonly type: 'remove';
      readonly session: number;
      readonly room: string;
      readonly account: string;
      readonly reason: string;
    }
  | {
      readonly type: 'mute';
      readonly session: number;
      readonly account: string;
      /** 0 ends it. */
      readonly forMs: number;
    }
  | {
      readonly type: 'ban';
      readonly session: number;
      /** An account or an IP address. */
      readonly target: string;
      /** For good, if undefined; 0 ends it. */
      readonly forMs: number | undefined;
      readonly reason: string;
    }
  /** The bans in force; a list. */
  | { readonly type: 'bans'; readonly session: number; readonly cursor?: string }
  | { readonly type: 'flood'; readonly session: number; readonly limits: FloodLimits | 'off' };

/** Requests that are answered with a list. */
export type ListType = 'who' | 'names' | 'rooms' | 'bans' | 'history';

/** Requests that `Session.request()` sends. */
export type SessionRequestType = Exclude<
  Request['type'],
  'check-address' | 'count' | 'enter' | 'join' | 'part' | ListType
>;

/** A request without its type and the session's number. */
export type SessionRequest<T extends Request['type']> = Omit<
  Request & { type: T },
  'type' | 'session'
>;

/** What each request is answered with. */
export interface Responses extends HistoryResults {
  'check-address': { motd: readonly string[] };
  enter: EnterResponse & { room: RoomState };
  count: Count;
  join: RoomState;
  part: { room: string };
  'private-message': { id: number; at: number; to: string; text: string; away: string | undefined };
  topic: { room: string; text: string };
  away: { away: boolean };
  'real-name': { text: string };
  room: { topic: TopicState };
  who: { members: readonly MemberState[]; total: number; next?: MemberCursor };
  names: NamesState;
  whois: WhoisState;
  present: { members: readonly MemberState[] };
  rooms: {
    rooms: readonly { room: string; members: number; topic: string }[];
    next?: readonly number[];
  };
  kick: { account: string };
  remove: { account: string };
  mute: { account: string };
  ban: { target: string };
  bans: { bans: readonly BanState[]; next?: string };
  flood: { limits: FloodLimits | 'off' };
}

/** A room as one finds it on joining: its last messages come just before the first live one. */
export interface RoomState extends TopicState {
  readonly room: string;
  readonly members: number;
  /** The names of its members, or the first of them, if that was asked for. */
  readonly names: NamesState | undefined;
  readonly replay: readonly Message[];
  /** The session was a member already; nothing is replayed. */
  readonly alreadyMember: boolean;
}

/** Names of members of a room. */
export interface NamesState {
  readonly members: readonly MemberName[];
  readonly next?: MemberCursor;
}

/** A member as a list of names shows it. */
export type MemberName = Pick<MemberState, 'account' | 'operator'>;

/** Where a list of members goes on: behind one member, up to the last one there was at the start. */
export interface MemberCursor {
  readonly after: number;
  readonly last: number;
}

/** What a room is about; empty texts if nobody said. */
export interface TopicState {
  readonly topic: string;
  readonly topicBy: string;
  /** When it was set, in ms since 1970; 0 if that is not known. */
  readonly topicAt: number;
}

/** A member as `who` shows it. */
export interface MemberState {
  readonly account: string;
  readonly realName: string;
  readonly away: string | undefined;
  readonly operator: boolean;
}

/** How many are here. */
export interface Count {
  readonly accounts: number;
  /** Of these, how many are operators. */
  readonly operators: number;
  readonly sessions: number;
  readonly rooms: number;
}

/** An account as `whois` shows it. */
export interface WhoisState extends MemberState {
  /** How long it has been here. */
  readonly onlineMs: number;
  /** How long it has said nothing. */
  readonly idleMs: number;
  readonly sessions: number;
  readonly rooms: readonly string[];
  /** Only for operators. */
  readonly addresses: readonly string[];
}

/** A ban. */
export interface BanState {
  readonly target: string;
  readonly by: string;
  readonly reason: string;
  /** In ms since 1970; undefined: for good. */
  readonly until: number | undefined;
}
