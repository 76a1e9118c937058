import { isIP } from 'node:net';
import { isWellFormedName, readsAs } from '../../../../common/names/account-name.ts';
import { expectOptions } from '../../../../common/options/expect-options.ts';
import { ChatError } from '../errors.ts';
import { checkFlood, type FloodLimits } from '../flood.ts';
import { formatEnd } from '../../../../common/text/duration.ts';
import { clipText, plainText } from '../../../../common/text/plain-text.ts';
import { roomName } from '../protocol/names.ts';
import type { HubSession, Presence } from './room.ts';
import { end, maxReasonBytes, removeFromRoom } from './membership.ts';
import type { Responses, Request, BanState } from '../protocol/requests.ts';
import { takePart } from './queries.ts';
import { plainAddress } from './ban-list.ts';
import { hush } from './presence.ts';
import { notHere } from './talk.ts';
import type { ChatState } from './state.ts';

const maxForMs = 10 * 365 * 86_400_000;
const maxTargetBytes = 64;

/** The terms of a ban. */
export interface BanOptions {
  /** Duration in ms. @default permanent */
  readonly forMs?: number;
  /** Shown to the banned clients. @default none */
  readonly reason?: string;
}

/** @throws {TypeError} with a code, for unknown options */
export function checkBanOptions(options: BanOptions): BanOptions {
  expectOptions('the options', options, ['forMs', 'reason']);
  return options;
}

/** Closes all sessions of an account. @throws ChatError */
export function kick(
  state: ChatState,
  session: HubSession,
  { account, reason }: { account: string; reason: string },
): Responses['kick'] {
  assertOperator(session);
  const kicked = kickAccount(state, session.presence.account, account, reason);
  if (kicked === undefined) throw notHere(account);
  return { account: kicked };
}

/** Closes all sessions of an account and returns its name; undefined if it has none. */
export function kickAccount(
  state: ChatState,
  by: string,
  account: string,
  reason: string,
): string | undefined {
  const presence = state.presence(account);
  if (!presence) return undefined;
  for (const one of [...presence.sessions]) end(state, one, kickedBy(by, reason), 'kicked');
  state.options.log('info', 'account kicked', { account: presence.account, by });
  return presence.account;
}

/** Closes every session and returns their number. */
export function kickAll(state: ChatState, by: string, reason: string): number {
  const sessions = [...state.sessions.values()];
  for (const one of sessions) end(state, one, kickedBy(by, reason), 'kicked');
  state.options.log('info', 'all accounts kicked', { sessions: sessions.length, by });
  return sessions.length;
}

function kickedBy(by: string, reason: string): string {
  return reason ? `kicked by ${by}: ${reason}` : `kicked by ${by}`;
}

/** Removes an account from a room, which it may join again. @throws ChatError */
export function remove(
  state: ChatState,
  session: HubSession,
  { room: name, account, reason }: Request & { type: 'remove' },
): Responses['remove'] {
  assertOperator(session);
  const room = state.roomOf(session, roomName(name) ?? name);
  const presence = state.presence(account);
  const inRoom = [...(presence?.sessions ?? [])].filter(({ rooms }) => rooms.has(room.name));
  if (!presence || inRoom.length === 0) throw notHere(account);
  removeFromRoom(state, room, inRoom, { reason, removedBy: session.presence.account });
  state.options.log('info', 'account put out of a room', {
    account: presence.account,
    room: room.name,
    by: session.presence.account,
  });
  return { account: presence.account };
}

/** Mutes a user for a time, or ends the mute. A guest is muted with all guests from the same address. @throws ChatError */
export function mute(
  state: ChatState,
  session: HubSession,
  { account, forMs }: { account: string; forMs: number },
): Responses['mute'] {
  assertOperator(session);
  const presence = state.presence(account);
  const name = clipText(presence?.account ?? account, maxTargetBytes);
  if (forMs > 0) {
    if (!presence) throw notHere(account);
    state.mutes.add(account, Math.min(forMs, maxForMs), guestAddress(presence));
    hush(state, presence);
  } else if (!state.mutes.remove(account, guestAddress(presence))) {
    throw new ChatError('ERR_CHAT_NOT_HERE', `${name} is not muted`);
  }
  state.options.log('info', forMs > 0 ? 'account muted' : 'account unmuted', {
    account: name,
    by: session.presence.account,
  });
  return { account: name };
}

/** Returns the address of a guest: a mute by name would end when the guest returns under another name. */
function guestAddress(presence: Presence | undefined): string | undefined {
  return [...(presence?.sessions ?? [])].find(({ guest }) => guest)?.address;
}

/** A ban and its terms. */
interface BanOrder {
  /** An account or an IP address. */
  readonly target: string;
  /** Undefined for a permanent ban. */
  readonly forMs: number | undefined;
  readonly reason: string;
}

/** Handles an operator's ban request; a duration of 0 removes the ban. @throws ChatError */
export function ban(state: ChatState, session: HubSession, order: BanOrder): Responses['ban'] {
  assertOperator(session);
  const { account: by } = session.presence;
  const target = clipText(order.target, maxTargetBytes);
  if (order.forMs === 0) {
    if (endBan(state, by, target)) return { target };
    throw new ChatError('ERR_CHAT_NOT_HERE', `${target} is not banned`);
  }
  if (target.toLowerCase() === by.toLowerCase()) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', 'You cannot ban yourself');
  }
  const kind = isIP(target) === 0 ? readsAs(target) : undefined;
  if (kind !== undefined) {
    const message = `Expected a name or an IP address, got "${target}", which reads as ${kind}`;
    throw new ChatError('ERR_CHAT_BAD_INPUT', message);
  }
  return { target: addBan(state, by, order) };
}

/** Bans an account or an address, closes its sessions and returns the stored target. @throws ChatError */
export function addBan(state: ChatState, by: string, { target: text, forMs, reason }: BanOrder) {
  const target = clipText(text, maxTargetBytes);
  if (isIP(target) === 0 && !isWellFormedName(target)) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', `Expected a name or an IP address, got "${target}"`);
  }
  if (forMs !== undefined && !(forMs > 0)) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', `A ban of ${forMs} ms is none`);
  }
  const why = clipText(reason, maxReasonBytes);
  const lasts = forMs === undefined ? undefined : Math.min(forMs, maxForMs);
  const { until } = state.bans.add({ target, by, reason: why, forMs: lasts });
  state.afterCommit(() => {
    state.options.log('info', 'banned', { target, by });
    const banned = `banned ${formatEnd(until)} by ${by}`;
    for (const one of sessionsOf(state, target)) {
      end(state, one, why ? `${banned}: ${why}` : banned, 'banned');
    }
  });
  return target;
}

/** Removes a ban; false if there was none. */
export function endBan(state: ChatState, by: string, text: string): boolean {
  const target = clipText(text, maxTargetBytes);
  if (!state.bans.remove(target)) return false;
  state.afterCommit(() => state.options.log('info', 'ban ended', { target, by }));
  return true;
}

/** Lists the bans in force for an operator, sorted by target. @throws ChatError */
export function bans(
  state: ChatState,
  session: HubSession,
  { cursor }: Request & { type: 'bans' },
): Responses['bans'] {
  assertOperator(session);
  const left = listBans(state).filter(({ target }) => cursor === undefined || target > cursor);
  const { part, more } = takePart(left, ({ target, by, reason }) => {
    return target.length + by.length + reason.length;
  });
  const last = part.at(-1);
  return more && last ? { bans: part, next: last.target } : { bans: part };
}

/** Returns the bans in force, sorted by target. */
export function listBans(state: ChatState): BanState[] {
  const all = state.bans.list().map((one) => {
    return { ...one, target: plainText(one.target), reason: plainText(one.reason) };
  });
  return all.sort((a, b) => (a.target < b.target ? -1 : 1));
}

/** Handles an operator's request to change the flood limits. @throws ChatError */
export function changeFlood(
  state: ChatState,
  session: HubSession,
  limits: FloodLimits | 'off',
): Responses['flood'] {
  assertOperator(session);
  try {
    setFlood(state, limits);
  } catch (cause) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', (cause as Error).message, { cause });
  }
  state.options.log('info', 'flood limits changed', { by: session.presence.account });
  return { limits };
}

/** Changes how fast accounts may post, and sends the limits to every thread. @throws {TypeError | RangeError} */
export function setFlood(state: ChatState, limits: FloodLimits | 'off'): void {
  state.floods.limits = limits === 'off' ? limits : checkFlood(limits);
  const now = performance.now();
  for (const session of state.sessions.values()) {
    const { address, guest, presence } = session;
    session.budgets = state.floods.of({ account: presence.account, address, guest }, now);
  }
  state.broadcast({ type: 'settings', flood: limits });
}

function sessionsOf(state: ChatState, target: string): HubSession[] {
  if (!isIP(target)) return [...(state.presence(target)?.sessions ?? [])];
  return [...state.presences.values()].flatMap(({ sessions }) =>
    [...sessions].filter(({ address }) => plainAddress(address) === plainAddress(target)),
  );
}

function assertOperator(session: HubSession): void {
  if (session.presence.operator) return;
  throw new ChatError('ERR_CHAT_DENIED', 'That is for operators');
}
