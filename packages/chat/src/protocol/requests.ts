import type { FloodLimits } from '../flood.ts';
import type { EnterRequest, EnterResponse } from './enter-request.ts';
import type { Message, MessageKind } from '../history/message.ts';
import type { HistoryCursor, HistoryResults } from '../history/query.ts';

/**
 * The requests to the hub, discriminated by `type`. Lists are paginated: if a response has `next`, repeat the request
 * with it as `cursor` to get the next part.
 */
export type Request =
  | { readonly type: 'check-address'; readonly address: string }
  | EnterRequest
  /** The number of accounts, sessions and rooms, including one more session of the account `and`. */
  | { readonly type: 'count'; readonly and?: string }
  | {
      readonly type: 'join';
      readonly session: number;
      readonly room: string;
      /** If true, the response includes the members of the room. */
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
  /** The topic of a room. */
  | { readonly type: 'room'; readonly session: number; readonly room: string }
  /** The members of a room. A list. */
  | {
      readonly type: 'who';
      readonly session: number;
      readonly room: string;
      readonly cursor?: MemberCursor;
    }
  /** The names of the members of a room. A list. */
  | {
      readonly type: 'names';
      readonly session: number;
      readonly room: string;
      readonly cursor?: MemberCursor;
    }
  | { readonly type: 'whois'; readonly session: number; readonly account: string }
  /** Those of the accounts that are online. */
  | { readonly type: 'present'; readonly session: number; readonly accounts: readonly string[] }
  /** The rooms, most members first. A list. */
  | {
      readonly type: 'rooms';
      readonly session: number;
      /** Names of the rooms to return. @default all */
      readonly only?: readonly string[];
      readonly cursor?: readonly number[];
    }
  | {
      readonly type: 'history';
      readonly session: number;
      /** A room name, or `@account` for the private messages with that account. */
      readonly with: string;
      readonly limit: number;
      /** Exclusive bounds: message ids, and times in ms since 1970. */
      readonly before?: number;
      readonly after?: number;
      readonly beforeAt?: number;
      readonly afterAt?: number;
      /** Which messages to return if there are more than `limit`. @default newest */
      readonly take?: 'oldest' | 'newest';
      readonly cursor?: HistoryCursor;
    }
  | {
      /** The conversations that the session can read, ordered by the time of their last message. */
      readonly type: 'conversations';
      readonly session: number;
      /** Exclusive bounds for the time of the last message, in ms since 1970. */
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
      /** Removes an account from one room. */
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
      /** Duration; 0 ends the mute. */
      readonly forMs: number;
    }
  | {
      readonly type: 'ban';
      readonly session: number;
      /** An account or an IP address. */
      readonly target: string;
      /** Duration; permanent if undefined, 0 ends the ban. */
      readonly forMs: number | undefined;
      readonly reason: string;
    }
  /** The active bans. A list. */
  | { readonly type: 'bans'; readonly session: number; readonly cursor?: string }
  | { readonly type: 'flood'; readonly session: number; readonly limits: FloodLimits | 'off' };

/** Requests that return a list. */
export type ListType = 'who' | 'names' | 'rooms' | 'bans' | 'history';

/** Requests that `Session.request()` sends. */
export type SessionRequestType = Exclude<
  Request['type'],
  'check-address' | 'count' | 'enter' | 'join' | 'part' | ListType
>;

/** A request without `type` and `session`. */
export type SessionRequest<T extends Request['type']> = Omit<
  Request & { type: T },
  'type' | 'session'
>;

/** The response to each request. */
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

/** The state of a joined room. The replayed messages end directly before the first live one. */
export interface RoomState extends TopicState {
  readonly room: string;
  readonly members: number;
  /** The first part of the member names, if requested. */
  readonly names: NamesState | undefined;
  readonly replay: readonly Message[];
  /** True if the session was already a member. Nothing is replayed then. */
  readonly alreadyMember: boolean;
}

/** The names of members of a room. */
export interface NamesState {
  readonly members: readonly MemberName[];
  readonly next?: MemberCursor;
}

/** A member in a list of names. */
type MemberName = Pick<MemberState, 'account' | 'operator'>;

/** Position in a list of members: after one member, up to the last member at the time of the first request. */
export interface MemberCursor {
  readonly after: number;
  readonly last: number;
}

/** The topic of a room; empty strings if none is set. */
export interface TopicState {
  readonly topic: string;
  readonly topicBy: string;
  /** Time it was set, in ms since 1970; 0 if unknown. */
  readonly topicAt: number;
}

/** A member in the response to `who`. */
export interface MemberState {
  readonly account: string;
  readonly realName: string;
  readonly away: string | undefined;
  readonly operator: boolean;
}

/** The response to `count`. */
export interface Count {
  readonly accounts: number;
  /** Number of these accounts that are operators. */
  readonly operators: number;
  readonly sessions: number;
  readonly rooms: number;
}

/** The response to `whois`. */
export interface WhoisState extends MemberState {
  /** Time since login. */
  readonly onlineMs: number;
  /** Time since its last message. */
  readonly idleMs: number;
  readonly sessions: number;
  readonly rooms: readonly string[];
  /** Only for operators. */
  readonly addresses: readonly string[];
}

/** An active ban. */
export interface BanState {
  readonly target: string;
  readonly by: string;
  readonly reason: string;
  /** End of the ban, in ms since 1970; undefined if permanent. */
  readonly until: number | undefined;
}
