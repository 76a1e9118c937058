import { ChatError } from '../errors.ts';
import type { Message } from '../history/message.ts';
import { clipText } from '../../../../common/text/plain-text.ts';
import { assertNotBanned, admit } from './admission.ts';
import type { HubSession, Presence, Room } from './room.ts';
import type { LoginEvent } from './login-events.ts';
import type { ThreadLink } from './thread-link.ts';
import { lobby, roomName } from '../protocol/names.ts';
import type { Responses, Request, RoomState } from '../protocol/requests.ts';
import { namesOf, topicState } from './queries.ts';
import { maxRealNameBytes, setOperator } from './presence.ts';
import type { LeaveCode } from '../protocol/messages.ts';
import { mutedMs, assertNotMuted } from './talk.ts';
import type { ChatState } from './state.ts';

/** Maximum bytes of the reason for leaving or being removed. */
export const maxReasonBytes = 200;

/** Approximate bytes of member names in a join response; clients request the rest. */
const maxNamesBytes = 4096;

/** Logs in a session and adds it to the lobby; its account may have other sessions. @throws ChatError */
export function enter(
  state: ChatState,
  link: ThreadLink,
  who: Request & { type: 'enter' },
): Responses['enter'] {
  assertNotBanned(state.bans.findAddress(who.address));
  assertNotBanned(state.bans.findAccount(who.account));
  const now = state.clock.elapsed();
  const key = who.account.toLowerCase();
  state.accountVersions.refuseStale(who);
  if (who.by === 'guest' && state.presences.has(key)) {
    throw new ChatError('ERR_CHAT_FULL', 'Another guest has that name just now: come again');
  }
  const budgets = admit(state, who);
  const identity = who.by === 'guest' ? undefined : String(who.createdAt ?? '');
  const presence: Presence = state.presences.get(key) ?? {
    account: who.account,
    sessions: new Set(),
    identity,
    since: now,
    operator: false,
    realName: who.account,
    away: undefined,
    spokeAt: now,
  };
  presence.identity = identity;
  setOperator(state, presence, who.roles.includes('operator'));
  const realName = clipText(who.realName ?? '', maxRealNameBytes);
  if (
    realName !== '' &&
    mutedMs(state, { presence, guest: who.by === 'guest', address: who.address }) === 0
  )
    presence.realName = realName;
  limitSessions(state, presence);
  const number = state.nextSession();
  const session: HubSession = {
    number,
    link,
    presence,
    address: who.address,
    connectionId: who.connectionId,
    dialect: who.dialect,
    identity,
    guest: who.by === 'guest',
    version: who.version,
    budgets,
    rooms: new Set(),
  };
  state.presences.set(key, presence);
  presence.sessions.add(session);
  state.sessions.set(number, session);
  link.sessions.add(number);
  const room = join(state, session, { room: lobby, names: who.names === true });
  state.events.emit('login', { ...sessionEvent(state, session), by: who.by });
  return {
    session: number,
    account: presence.account,
    tag: state.tagOf(number),
    flood: {
      limits: state.floods.limits,
      levels: budgets[0]?.levels(performance.now()) ?? {},
    },
    room,
  };
}

/** Adds a session to a room. @throws ChatError */
export function join(
  state: ChatState,
  session: HubSession,
  request: { room: string; names?: boolean },
): RoomState {
  const name = roomName(request.room);
  if (name === undefined) {
    throw new ChatError(
      'ERR_CHAT_BAD_INPUT',
      'A room is named with 1 to 32 of a-z, 0-9, "_", "." and "-", the first a letter or digit',
    );
  }
  const { account, realName } = session.presence;
  const again = session.rooms.has(name);
  if (!again && session.rooms.size >= state.options.maxRoomsPerSession) {
    throw new ChatError('ERR_CHAT_FULL', 'You are in too many rooms: /part one first');
  }
  // The name of a new room is visible to others, so a muted account cannot choose one.
  if (name !== lobby && !state.rooms.has(name)) assertNotMuted(state, session);
  const room = state.openRoom(name);
  if (!again) {
    const at = state.now();
    if (room.add(session, state.clock.elapsed())) {
      room.broadcast({ type: 'joined', room: name, at, account, realName, members: room.members });
    }
  }
  return {
    room: name,
    ...topicState(state, name),
    members: room.members,
    names: request.names && !again ? namesOf(room, undefined, maxNamesBytes) : undefined,
    replay: again ? [] : replay(state, session, name),
    alreadyMember: again,
  };
}

/** Returns the last messages of a room that a session joins. If they cannot be read, the session joins without them. */
function replay(state: ChatState, session: HubSession, room: string): readonly Message[] {
  const messages = state.replay(room);
  if (messages) return messages;
  const message = `The last messages of #${room} cannot be read right now`;
  const refused = { type: 'refused', code: 'ERR_CHAT_HISTORY_FAILED', message } as const;
  // After the login response, which starts the session.
  state.afterCommit(() => session.link.add({ ...refused, session: session.number }));
  return [];
}

/** Removes a session from a room; `once` is a number if the session ends. */
export function part(
  state: ChatState,
  session: HubSession,
  room: Room,
  { reason, once }: { reason: string; once?: number },
): void {
  const since = room.remove(session);
  state.closeIfEmpty(room);
  if (since === undefined) return;
  const at = state.now();
  room.broadcast({
    type: 'parted',
    room: room.name,
    at,
    by: session.number,
    account: session.presence.account,
    members: room.members,
    // A muted account leaves without a reason.
    reason: mutedMs(state, session) > 0 ? '' : clipText(reason, maxReasonBytes),
    afterMs: state.clock.elapsed() - since,
    ...(once === undefined ? {} : { group: once }),
  });
}

/** Removes all sessions of an account from a room, and notifies them and the other members. */
export function removeFromRoom(
  state: ChatState,
  room: Room,
  sessions: readonly HubSession[],
  { reason, removedBy }: { reason: string; removedBy: string },
): void {
  const [first] = sessions;
  if (!first) return;
  const at = state.now();
  const now = state.clock.elapsed();
  room.broadcast({
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
  state.closeIfEmpty(room);
}

/** Ends a session: removes it from its rooms, and removes the presence of the account with its last session. */
export function leave(
  state: ChatState,
  session: HubSession,
  reason: string,
  code: LeaveCode,
): void {
  const { presence, number } = session;
  if (!state.sessions.delete(number)) return;
  session.link.sessions.delete(number);
  state.closed[code] += 1;
  state.onLeave(session);
  state.events.emit('logout', { ...sessionEvent(state, session), reason: code });
  presence.sessions.delete(session);
  const last = presence.sessions.size === 0;
  const once = last ? { once: state.nextGroup() } : {};
  for (const name of [...session.rooms]) {
    const room = state.rooms.get(name);
    if (room) part(state, session, room, { reason, ...once });
  }
  if (last) state.presences.delete(presence.account.toLowerCase());
}

function sessionEvent(
  state: ChatState,
  { connectionId, link: { threadId }, presence: { account }, address, dialect }: HubSession,
): Omit<LoginEvent, 'by'> {
  return { connectionId, threadId, account, address, dialect, time: state.now() };
}

/** Ends a session and notifies its thread. */
export function end(state: ChatState, session: HubSession, reason: string, code: LeaveCode): void {
  session.link.add({
    type: 'end',
    session: session.number,
    reason: clipText(reason, maxReasonBytes),
    code,
  });
  leave(state, session, reason, code);
}

/** Checks that the older sessions of an account are alive, and closes the oldest if there are too many. */
function limitSessions(state: ChatState, presence: Presence): void {
  for (const session of presence.sessions) {
    session.link.add({ type: 'take-over', session: session.number });
  }
  const [oldest] = presence.sessions;
  if (oldest && presence.sessions.size >= state.options.maxSessionsPerAccount) {
    end(state, oldest, 'taken over by a newer session', 'closed');
    // Ending the last session would remove the presence, which the new session needs.
    state.presences.set(presence.account.toLowerCase(), presence);
  }
}
