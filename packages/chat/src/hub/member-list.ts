import type { Answers, Ask, MemberCursor, NamesState } from './asks.ts';
import type { HubSession, Presence } from './hub-session.ts';
import { takePart } from './list-part.ts';
import { memberState } from './look.ts';
import type { Room } from './room.ts';
import type { World } from './world.ts';

/** The members of a room. @throws ChatError if the session is not one of them. */
export function who(world: World, session: HubSession, ask: Ask & { type: 'who' }): Answers['who'] {
  const bytesOf = ({ account, realName, away = '' }: Presence): number =>
    account.length + realName.length + away.length;
  const room = world.roomOf(session, ask.room);
  const { members, ...rest } = membersOf(room, ask.cursor, bytesOf);
  return { members: members.map(memberState), total: room.members, ...rest };
}

/** The names of the members of a room. @throws ChatError if the session is not one of them. */
export function names(world: World, session: HubSession, ask: Ask & { type: 'names' }): NamesState {
  return namesOf(world.roomOf(session, ask.room), ask.cursor);
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
