import { ChatError } from '../errors.ts';
import type { Message } from '../history/message.ts';
import { clipText } from '../../../../common/text/plain-text.ts';
import { formatDuration } from '../duration.ts';
import type { FloodBudget } from './flood-budgets.ts';
import type { HubSession, Presence } from './hub-session.ts';
import type { Link } from './link.ts';
import { lobby } from './lobby.ts';
import type { Answers, Ask, BanState, RoomState } from './asks.ts';
import { namesOf } from './member-list.ts';
import { topicState } from './look.ts';
import { maxRealNameBytes } from './presence.ts';
import type { LeaveCode } from './protocol.ts';
import { roomName, type Room } from './room.ts';
import { mutedMs, refuseMuted } from './talk.ts';
import type { World } from './world.ts';

/** The most bytes of why somebody left, or had to. */
export const maxReasonBytes = 200;

/** Names of members that come with the answer to a join, about; who wants the others asks for them. */
const maxNamesBytes = 4096;
/** Who comes too often waits no longer than this, but is refused. */
const maxArrivalWaitMs = 20_000;

/** What a client is told before it logs in. @throws ChatError `ERR_CHAT_BANNED` */
export function knock(world: World, address: string): Answers['knock'] {
  refuseBanned(world.bans.findAddress(address));
  return { motd: world.motd };
}

/** Lets a session in, beside others of its account, and into the lobby. @throws ChatError */
export function enter(world: World, link: Link, who: Ask & { type: 'enter' }): Answers['enter'] {
  refuseBanned(world.bans.findAddress(who.address));
  refuseBanned(world.bans.findAccount(who.account));
  const now = world.clock.elapsed();
  const key = who.account.toLowerCase();
  world.accountVersions.refuseStale(who);
  if (who.guest === true && world.presences.has(key)) {
    throw new ChatError('ERR_CHAT_FULL', 'Another guest has that name just now: come again');
  }
  const budgets = admit(world, who);
  const presence: Presence = world.presences.get(key) ?? {
    account: who.account,
    sessions: new Set(),
    since: now,
    operator: false,
    realName: who.account,
    away: undefined,
    spokeAt: now,
  };
  presence.operator = who.roles.includes('operator');
  const realName = clipText(who.realName ?? '', maxRealNameBytes);
  if (realName !== '' && world.mutes.leftMs(who.account) === 0) presence.realName = realName;
  makeRoomForSession(world, presence);
  const number = world.nextSession();
  const session: HubSession = {
    number,
    link,
    presence,
    address: who.address,
    guest: who.guest === true,
    version: who.version,
    budgets,
    rooms: new Set(),
  };
  world.presences.set(key, presence);
  presence.sessions.add(session);
  world.sessions.set(number, session);
  link.sessions.add(number);
  const room = join(world, session, { room: lobby, names: who.names === true });
  return {
    session: number,
    account: presence.account,
    tag: world.tagOf(number),
    flood: {
      limits: world.floods.limits,
      levels: budgets[0]?.levels(performance.now()) ?? {},
    },
    room,
  };
}

/**
 * Charges that somebody comes: others are told of it as of anything else. Returns the budgets.
 *
 * @throws ChatError `ERR_CHAT_TOO_FAST`; if it has `retryAfterMs`, the session may wait that long, and come.
 */
function admit(world: World, who: Ask & { type: 'enter' }): readonly FloodBudget[] {
  const { account, address, guest = false, waited = false } = who;
  const now = performance.now();
  const budgets = world.floods.of({ account, address, guest }, now);
  const waitMs = waited ? 0 : world.floods.arrive(budgets, now, maxArrivalWaitMs);
  if (waitMs === 0) return budgets;
  const message = `You come and go too often: try again in ${formatDuration(waitMs)}`;
  const more = waitMs <= maxArrivalWaitMs ? { retryAfterMs: waitMs } : {};
  throw new ChatError('ERR_CHAT_TOO_FAST', message, more);
}

/** Lets a session into a room. @throws ChatError */
export function join(
  world: World,
  session: HubSession,
  ask: { room: string; names?: boolean },
): RoomState {
  const name = roomName(ask.room);
  if (name === undefined) {
    throw new ChatError(
      'ERR_CHAT_BAD_INPUT',
      'A room is named with 1 to 32 of a-z, 0-9, "_", "." and "-", the first a letter or digit',
    );
  }
  const { account, realName } = session.presence;
  const again = session.rooms.has(name);
  if (!again && session.rooms.size >= world.options.maxRoomsPerSession) {
    throw new ChatError('ERR_CHAT_FULL', 'You are in too many rooms: /part one first');
  }
  // The name of a new room is something to say, too.
  if (name !== lobby && !world.rooms.has(name)) refuseMuted(world, session);
  const room = world.openRoom(name);
  if (!again) {
    const at = world.now();
    if (room.add(session, world.clock.elapsed())) {
      room.tell({ type: 'joined', room: name, at, account, realName, members: room.members });
    }
  }
  return {
    room: name,
    ...topicState(world, name),
    members: room.members,
    names: ask.names && !again ? namesOf(room, undefined, maxNamesBytes) : undefined,
    replay: again ? [] : replay(world, session, name),
    again,
  };
}

/** The last messages of a room that a session comes into. It comes in without them too. */
function replay(world: World, session: HubSession, room: string): readonly Message[] {
  const messages = world.replay(room);
  if (messages) return messages;
  const message = `The last messages of #${room} cannot be read right now`;
  const refused = { type: 'refused', code: 'ERR_CHAT_HISTORY_FAILED', message } as const;
  // Behind the answer, with which the session begins.
  world.onceKept(() => session.link.add({ ...refused, session: session.number }));
  return [];
}

/** Lets a session leave one room; `once` is a number if it leaves the chat. */
export function part(
  world: World,
  session: HubSession,
  room: Room,
  { reason, once }: { reason: string; once?: number },
): void {
  const since = room.remove(session);
  world.closeIfEmpty(room);
  if (since === undefined) return;
  const at = world.now();
  room.tell({
    type: 'parted',
    room: room.name,
    at,
    by: session.number,
    account: session.presence.account,
    members: room.members,
    // Who is muted says nothing in parting either.
    reason: mutedMs(world, session.presence.account) > 0 ? '' : clipText(reason, maxReasonBytes),
    afterMs: world.clock.elapsed() - since,
    ...(once === undefined ? {} : { once }),
  });
}

/** Puts sessions of one account, all it has there, out of a room; they and all others there are told. */
export function putOut(
  world: World,
  room: Room,
  sessions: readonly HubSession[],
  { reason, removedBy }: { reason: string; removedBy: string },
): void {
  const [first] = sessions;
  if (!first) return;
  const at = world.now();
  const now = world.clock.elapsed();
  room.tell({
    type: 'parted',
    room: room.name,
    at,
    by: 0,
    account: first.presence.account,
    members: room.members - 1,
    reason: clipText(reason, maxReasonBytes),
    afterMs: now - (room.since(first.presence) ?? now),
    removedBy,
  });
  for (const session of sessions) {
    session.link.add({ type: 'removed', session: session.number, room: room.name });
    room.remove(session);
  }
  world.closeIfEmpty(room);
}

/** A session is over: it leaves its rooms, and its account goes with the last of its sessions. */
export function leave(world: World, session: HubSession, reason: string, code: LeaveCode): void {
  const { presence, number } = session;
  if (!world.sessions.delete(number)) return;
  session.link.sessions.delete(number);
  world.closed[code] += 1;
  world.onLeave(session);
  presence.sessions.delete(session);
  const last = presence.sessions.size === 0;
  const once = last ? { once: world.nextOnce() } : {};
  for (const name of [...session.rooms]) {
    const room = world.rooms.get(name);
    if (room) part(world, session, room, { reason, ...once });
  }
  if (last) world.presences.delete(presence.account.toLowerCase());
}

/** Tells a session's thread that it is over, and lets it leave. */
export function end(world: World, session: HubSession, reason: string, code: LeaveCode): void {
  session.link.add({
    type: 'end',
    session: session.number,
    reason: clipText(reason, maxReasonBytes),
    code,
  });
  leave(world, session, reason, code);
}

/** A newer session stands beside the others: those must show they live, and the oldest may have to go. */
function makeRoomForSession(world: World, presence: Presence): void {
  for (const session of presence.sessions) {
    session.link.add({ type: 'challenge', session: session.number });
  }
  const [oldest] = presence.sessions;
  if (oldest && presence.sessions.size >= world.options.maxSessionsPerAccount) {
    end(world, oldest, 'taken over by a newer session', 'closed');
    // With the last session the presence goes too; here another is about to stand.
    world.presences.set(presence.account.toLowerCase(), presence);
  }
}

function refuseBanned(ban: BanState | undefined): void {
  if (!ban) return;
  const until = ban.until === undefined ? '' : ` until ${new Date(ban.until).toISOString()}`;
  const reason = ban.reason ? `: ${ban.reason}` : '';
  throw new ChatError('ERR_CHAT_BANNED', `You are banned${until}${reason}`);
}
