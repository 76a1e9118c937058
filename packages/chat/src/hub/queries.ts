import type { HubSession, Presence } from './hub-session.ts';
import type { Responses, MemberState, TopicState, WhoisState } from '../protocol/requests.ts';
import { notHere } from './talk.ts';
import type { ChatState } from './state.ts';

/** What there is to know of somebody who is here. @throws ChatError */
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

/** Who of some accounts is here, in the order they were asked for. */
export function present(state: ChatState, accounts: readonly string[]): Responses['present'] {
  const found = accounts.map((account) => state.presence(account));
  return { members: found.filter((one) => one !== undefined).map(memberState) };
}

/** How many are here, or will be with one more session of an account. */
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

/** What a room is about. */
export function topicState(state: ChatState, room: string): TopicState {
  const { text = '', by = '', at = 0 } = state.topics.get(room) ?? {};
  return { topic: text, topicBy: by, topicAt: at };
}

/** A member as others are shown it. */
export function memberState({ account, realName, away, operator }: Presence): MemberState {
  return { account, realName, away, operator };
}
