import { clipText } from '../../../../common/text/plain-text.ts';
import type { Responses } from '../protocol/requests.ts';
import type { RoomEvent } from '../protocol/events.ts';
import type { HubSession, Presence } from './room.ts';
import { assertNotMuted } from './talk.ts';
import type { ChatState } from './state.ts';

const maxAwayBytes = 200;
const defaultAway = 'away';
/** Maximum bytes of a real name. */
export const maxRealNameBytes = 100;

/**
 * Marks an account as away or back and notifies its rooms.
 *
 * @throws ChatError `ERR_CHAT_MUTED` if a muted account gives a reason
 */
export function setAway(
  state: ChatState,
  session: HubSession,
  text: string | undefined,
): Responses['away'] {
  const { presence } = session;
  if (text) assertNotMuted(state, session);
  const away = text === undefined ? undefined : clipText(text, maxAwayBytes) || defaultAway;
  const before = presence.away;
  presence.away = away;
  if (away !== before) {
    broadcastToRooms(state, presence, (rest) => ({ ...rest, type: 'away', text: away }));
  }
  return { away: away !== undefined };
}

/** Sets the real name of an account; an empty text resets it to the account name. @throws ChatError `ERR_CHAT_MUTED` */
export function setRealName(
  state: ChatState,
  session: HubSession,
  text: string,
): Responses['real-name'] {
  const { presence } = session;
  if (text) assertNotMuted(state, session);
  const realName = clipText(text, maxRealNameBytes) || presence.account;
  presence.realName = realName;
  broadcastToRooms(state, presence, (rest) => ({ ...rest, type: 'real-name', text: realName }));
  return { text: realName };
}

/** Clears the real name and away message of a muted account. */
export function hush(state: ChatState, presence: Presence): void {
  const { account, realName, away } = presence;
  if (realName !== account) {
    presence.realName = account;
    broadcastToRooms(state, presence, (rest) => ({ ...rest, type: 'real-name', text: account }));
  }
  if (away !== undefined && away !== defaultAway) {
    presence.away = defaultAway;
    broadcastToRooms(state, presence, (rest) => ({ ...rest, type: 'away', text: defaultAway }));
  }
}

/** Grants or removes the operator rights of an account and notifies its rooms. Returns true if they changed. */
export function setOperator(state: ChatState, presence: Presence, operator: boolean): boolean {
  if (presence.operator === operator) return false;
  presence.operator = operator;
  broadcastToRooms(state, presence, ({ room, at, account }) => {
    return { type: 'operator', room, at, account, operator };
  });
  return true;
}

type Rest = Pick<RoomEvent & { type: 'away' }, 'room' | 'at' | 'account' | 'group'>;

/** Notifies every room that a session of the account is in. */
function broadcastToRooms(
  state: ChatState,
  presence: Presence,
  event: (rest: Rest) => RoomEvent,
): void {
  const { account, sessions } = presence;
  const [at, group] = [state.now(), state.nextGroup()];
  for (const room of new Set([...sessions].flatMap((one) => [...one.rooms]))) {
    state.rooms.get(room)?.broadcast(event({ room, at, account, group: group }));
  }
}
