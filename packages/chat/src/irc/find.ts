import { ChatError } from '../errors.ts';
import { roomName } from '../protocol/names.ts';
import type { WhoisState } from '../protocol/requests.ts';
import type { Session } from '../session/session.ts';

/** The room behind a channel's name, if the session is in it. */
export function roomIn({ rooms }: Session, channel: string): string | undefined {
  const room = roomName(channel);
  return room !== undefined && rooms.has(room) ? room : undefined;
}

/** What there is to know of a nick; undefined if nobody of that name is here. */
export async function findNick(session: Session, nick: string): Promise<WhoisState | undefined> {
  try {
    return await session.request('whois', { account: nick });
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}
