import { ChatError } from '../errors.ts';
import { pairKey, roomKey } from '../history/message.ts';
import { plainText } from '../plain-text.ts';
import type { HubSession, Presence } from './hub-session.ts';
import type { Answers, Ask, MemberState, WhoisState } from './asks.ts';
import { notHere } from './talk.ts';
import type { World } from './world.ts';

/** The most messages one question is answered with. */
export const maxHistory = 1000;
const maxListed = 1000;

/** Who is in a room. @throws ChatError if the session is not. */
export function who(world: World, session: HubSession, name: string): Answers['who'] {
  const room = world.roomOf(session, name);
  return { members: [...room.presences()].slice(0, maxListed).map(memberState) };
}

/** What there is to know of somebody who is here. @throws ChatError */
export function whois(world: World, session: HubSession, account: string): WhoisState {
  const presence = world.presence(account);
  if (!presence) throw notHere(account);
  const sessions = [...presence.sessions];
  const rooms = new Set(sessions.flatMap((one) => [...one.rooms]));
  return {
    ...memberState(presence),
    hereMs: world.now() - presence.since,
    idleMs: world.now() - presence.spokeAt,
    sessions: sessions.length,
    rooms: [...rooms],
    addresses: session.presence.operator ? [...new Set(sessions.map((one) => one.address))] : [],
  };
}

/** All rooms with anyone in them, for a session. */
export function rooms(world: World, session: HubSession): Answers['rooms'] {
  return {
    rooms: listRooms(world).map(({ name: room, members, topic = '' }) => {
      return { room, members, topic, joined: session.rooms.has(room) };
    }),
  };
}

/** A room with somebody in it. */
export interface RoomSummary {
  /** Without `#`. */
  readonly name: string;
  /** Accounts that are in it. */
  readonly members: number;
  readonly topic?: string;
}

/** All rooms with anyone in them, the fullest first. */
export function listRooms(world: World): RoomSummary[] {
  const all = [...world.rooms.values()].sort((a, b) => b.members - a.members);
  return all.slice(0, maxListed).map(({ name, members }) => {
    const topic = plainText(world.topics.get(name)?.text ?? '');
    return { name, members, ...(topic ? { topic } : {}) };
  });
}

/** What was said in a room one is in, or in private with somebody. @throws ChatError */
export function history(
  world: World,
  session: HubSession,
  ask: Ask & { type: 'history' },
): Answers['history'] {
  const { before, after, since } = ask;
  return {
    messages: world.history.read({
      conversation: conversation(world, session, ask.with),
      limit: Math.min(ask.limit, maxHistory),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(since === undefined ? {} : { since }),
    }),
  };
}

/** Finds what was said in a room one is in, or in private with somebody. @throws ChatError */
export function search(
  world: World,
  session: HubSession,
  ask: Ask & { type: 'search' },
): Answers['search'] {
  const key = conversation(world, session, ask.with);
  return { messages: world.history.search(key, ask.text, Math.min(ask.limit, maxHistory)) };
}

/** A pair's conversation always holds the one who asks: nobody reads what others said in private. */
function conversation(world: World, session: HubSession, text: string): string {
  if (!text.startsWith('@')) return roomKey(world.roomOf(session, text).name);
  if (!world.options.keepPrivate) {
    throw new ChatError('ERR_CHAT_NOT_HERE', 'Private messages are not kept here');
  }
  return pairKey(session.presence.account, text.slice(1));
}

function memberState({ account, away, operator }: Presence): MemberState {
  return { account, away, operator };
}
