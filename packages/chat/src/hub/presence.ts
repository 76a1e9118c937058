import { clipText } from '../../../../common/text/plain-text.ts';
import type { Answers } from './asks.ts';
import type { RoomEvent } from './events.ts';
import type { HubSession, Presence } from './hub-session.ts';
import { refuseMuted } from './talk.ts';
import type { World } from './world.ts';

const maxAwayBytes = 200;
const defaultAway = 'away';
/** The most bytes of what somebody is called in full. */
export const maxRealNameBytes = 100;

/** Notes that an account is away, or back, and tells its rooms. @throws ChatError `ERR_CHAT_MUTED` for a muted one that says why */
export function setAway(
  world: World,
  { presence }: HubSession,
  text: string | undefined,
): Answers['away'] {
  if (text) refuseMuted(world, { presence });
  const away = text === undefined ? undefined : clipText(text, maxAwayBytes) || defaultAway;
  const before = presence.away;
  presence.away = away;
  if (away !== before) {
    tellRooms(world, presence, (rest) => ({ ...rest, type: 'away', text: away }));
  }
  return { away: away !== undefined };
}

/** Calls an account otherwise in full; by its name if the text is empty. @throws ChatError `ERR_CHAT_MUTED` */
export function setRealName(
  world: World,
  { presence }: HubSession,
  text: string,
): Answers['real-name'] {
  if (text) refuseMuted(world, { presence });
  const realName = clipText(text, maxRealNameBytes) || presence.account;
  presence.realName = realName;
  tellRooms(world, presence, (rest) => ({ ...rest, type: 'real-name', text: realName }));
  return { text: realName };
}

/** Takes back what a muted account says of itself: its real name and why it is away. */
export function hush(world: World, presence: Presence): void {
  const { account, realName, away } = presence;
  if (realName !== account) {
    presence.realName = account;
    tellRooms(world, presence, (rest) => ({ ...rest, type: 'real-name', text: account }));
  }
  if (away !== undefined && away !== defaultAway) {
    presence.away = defaultAway;
    tellRooms(world, presence, (rest) => ({ ...rest, type: 'away', text: defaultAway }));
  }
}

type Rest = Pick<RoomEvent & { type: 'away' }, 'room' | 'at' | 'account' | 'once'>;

/** Tells every room that somebody of the account is in. */
function tellRooms(world: World, presence: Presence, event: (rest: Rest) => RoomEvent): void {
  const { account, sessions } = presence;
  const [at, once] = [world.now(), world.nextOnce()];
  for (const room of new Set([...sessions].flatMap((one) => [...one.rooms]))) {
    world.rooms.get(room)?.tell(event({ room, at, account, once }));
  }
}
