import type { HubSession, Presence, Room } from './room.ts';
import type {
  MemberCursor,
  MemberState,
  NamesState,
  Request,
  Responses,
  TopicState,
  WhoisState,
} from '../protocol/requests.ts';
import { notHere } from './talk.ts';
import type { ChatState } from './state.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import type { LeaveCode } from '../protocol/messages.ts';

/** Approximate bytes per part of a list. */
const maxPartBytes = 8 * 1024;
/** Approximate bytes of an item in addition to its texts. */
const itemOverheadBytes = 60;

/**
 * Returns the first items of a list, about `maxBytes` of them, and `more` if items are left. Lists are sent in such
 * parts. The hub keeps no state between parts: a cursor marks the position, in an order that is stable while members and
 * rooms come and go. No item is listed twice, and no item that stays is omitted.
 *
 * @param bytesOf returns the bytes of the texts of an item
 */
export function takePart<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  maxBytes = maxPartBytes,
): { part: T[]; more: boolean } {
  const part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (bytes >= maxBytes) return { part, more: true };
    part.push(item);
    bytes += itemOverheadBytes + bytesOf(item);
  }
  return { part, more: false };
}

/** Returns the WHOIS data of an online user. @throws ChatError */
export function whois(state: ChatState, session: HubSession, account: string): WhoisState {
  const presence = state.presence(account);
  if (!presence) throw notHere(account);
  const sessions = [...presence.sessions];
  const rooms = new Set(sessions.flatMap((one) => [...one.rooms]));
  return {
    ...memberState(presence),
    onlineMs: state.clock.elapsed() - presence.since,
    idleMs: state.clock.elapsed() - presence.spokeAt,
    sessions: sessions.length,
    rooms: [...rooms],
    addresses: session.presence.operator ? [...new Set(sessions.map((one) => one.address))] : [],
  };
}

/** Returns which of the accounts are online, in the order of the request. */
export function present(state: ChatState, accounts: readonly string[]): Responses['present'] {
  const found = accounts.map((account) => state.presence(account));
  return { members: found.filter((one) => one !== undefined).map(memberState) };
}

/** Returns the number of online users, including an account that is logging in. */
export function count(state: ChatState, and?: string): Responses['count'] {
  const { presences, sessions, rooms: all } = state;
  const operators = [...presences.values()].filter(({ operator }) => operator).length;
  const more = and === undefined ? 0 : 1;
  const known = and === undefined || state.presence(and) !== undefined;
  return {
    accounts: presences.size + (known ? 0 : more),
    operators,
    sessions: sessions.size + more,
    rooms: all.size,
  };
}

/** Returns the topic of a room. */
export function topicState(state: ChatState, room: string): TopicState {
  const { text = '', by = '', at = 0 } = state.topics.get(room) ?? {};
  return { topic: text, topicBy: by, topicAt: at };
}

/** Returns the public data of a member. */
function memberState({ account, realName, away, operator }: Presence): MemberState {
  return { account, realName, away, operator };
}

/** Returns the members of a room. @throws ChatError if the session is not a member */
export function who(
  state: ChatState,
  session: HubSession,
  request: Request & { type: 'who' },
): Responses['who'] {
  const bytesOf = ({ account, realName, away = '' }: Presence): number =>
    account.length + realName.length + away.length;
  const room = state.roomOf(session, request.room);
  const { members, ...rest } = membersOf(room, request.cursor, bytesOf);
  return { members: members.map(memberState), total: room.members, ...rest };
}

/** Returns the names of the members of a room. @throws ChatError if the session is not a member */
export function names(
  state: ChatState,
  session: HubSession,
  request: Request & { type: 'names' },
): NamesState {
  return namesOf(state.roomOf(session, request.room), request.cursor);
}

/** Returns names of members of a room, about `maxBytes` of them. */
export function namesOf(room: Room, cursor?: MemberCursor, maxBytes?: number): NamesState {
  const bytesOf = ({ account }: Presence): number => account.length;
  const { members, ...rest } = membersOf(room, cursor, bytesOf, maxBytes);
  return { members: members.map(({ account, operator }) => ({ account, operator })), ...rest };
}

/** Returns members in the order they joined, up to the last one when the list began. */
function membersOf(
  room: Room,
  { after, last }: MemberCursor = { after: 0, last: room.lastMember },
  bytesOf: (presence: Presence) => number,
  maxBytes?: number,
): { members: Presence[]; next?: MemberCursor } {
  const between = room.membersBetween(after, last);
  const { part, more } = takePart(between, ([, presence]) => bytesOf(presence), maxBytes);
  const members = part.map(([, presence]) => presence);
  const reached = part.at(-1)?.[0];
  return more && reached !== undefined ? { members, next: { after: reached, last } } : { members };
}

/** Maximum number of rooms that `rooms()` returns. */
const maxSummaries = 1000;

/** Returns rooms with members, the largest first. The cursor holds the numbers of the remaining rooms. */
export function rooms(
  state: ChatState,
  { cursor, only }: Request & { type: 'rooms' },
): Responses['rooms'] {
  const order = cursor ?? fullestFirst(state, only).map(({ number }) => number);
  const { part, more } = takePart(stillOpen(state, order), ([, { room, topic }]) => {
    return room.length + topic.length;
  });
  const found = part.map(([, room]) => room);
  const reached = part.at(-1)?.[0] ?? order.length;
  return more ? { rooms: found, next: order.slice(reached + 1) } : { rooms: found };
}

function* stillOpen(
  state: ChatState,
  order: readonly number[],
): Generator<[index: number, room: Responses['rooms']['rooms'][number]]> {
  for (const [index, number] of order.entries()) {
    const room = state.roomsByNumber.get(number);
    if (!room) continue;
    yield [index, { room: room.name, members: room.members, topic: topicOf(state, room) }];
  }
}

function fullestFirst(state: ChatState, only?: readonly string[]): Room[] {
  const all = only ? new Set(only.map((name) => state.rooms.get(name))) : state.rooms.values();
  const open = [...all].filter((room) => room !== undefined);
  return open.sort((a, b) => b.members - a.members);
}

function topicOf(state: ChatState, { name }: Room): string {
  return plainText(state.topics.get(name)?.text ?? '');
}

/** A room that has members. */
export interface RoomSummary {
  /** Room name without `#`. */
  readonly name: string;
  /** Number of accounts in the room. */
  readonly members: number;
  readonly topic?: string;
}

/** Returns the rooms for `rooms()`, the largest first. */
export function summarizeRooms(state: ChatState): RoomSummary[] {
  const shown = fullestFirst(state).slice(0, maxSummaries);
  return shown.map((room) => {
    const topic = topicOf(state, room);
    return { name: room.name, members: room.members, ...(topic ? { topic } : {}) };
  });
}

/** Statistics of a hub. */
export interface HubStats {
  /** Client threads. */
  readonly threads: number;
  readonly sessions: number;
  /** Online accounts. */
  readonly accounts: number;
  readonly rooms: number;
  /** Messages in the history. */
  readonly kept: number;
  /** Messages numbered since the start. */
  readonly messages: number;
  /** Sessions closed, by reason. */
  readonly closed: Readonly<Record<LeaveCode, number>>;
  /** Client threads dropped because they could not keep up. */
  readonly slowThreads: number;
  /** Turns that could not be committed, so that their messages were not delivered. */
  readonly failedTurns: number;
}

export function statsOf(state: ChatState): HubStats {
  return {
    threads: state.links.size,
    sessions: state.sessions.size,
    accounts: state.presences.size,
    rooms: state.rooms.size,
    kept: state.history.size,
    closed: { ...state.closed },
    ...state.counts,
  };
}
