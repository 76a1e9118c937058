import type { Responses, Request, MemberCursor, NamesState } from '../protocol/requests.ts';
import type { HubSession, Presence } from './hub-session.ts';
import { takePart } from './list-part.ts';
import { memberState } from './queries.ts';
import type { Room } from './room.ts';
import type { ChatState } from './state.ts';

/** The members of a room. @throws ChatError if the session is not one of them. */
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

/** The names of the members of a room. @throws ChatError if the session is not one of them. */
export function names(
  state: ChatState,
  session: HubSession,
  request: Request & { type: 'names' },
): NamesState {
  return namesOf(state.roomOf(session, request.room), request.cursor);
}

/** Names of members of a room, about `maxBytes` of them. */
export function namesOf(room: Room, cursor?: MemberCursor, maxBytes?: number): NamesState {
  const bytesOf = ({ account }: Presence): number => account.length;
  const { members, ...rest } = membersOf(room, cursor, bytesOf, maxBytes);
  return { members: members.map(({ account, operator }) => ({ account, operator })), ...rest };
}

/** Members in the order they came, up to the last one there was when the list began. */
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
