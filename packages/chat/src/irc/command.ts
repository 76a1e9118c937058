import type { Authenticator } from '../authenticator.ts';
import { ChatError } from '../errors.ts';
import type { FloodKind } from '../flood.ts';
import { accountOf, roomName } from '../protocol/names.ts';
import type { ListType, Responses, WhoisState } from '../protocol/requests.ts';
import type { Session } from '../session/session.ts';
import type { HubConnection } from '../thread/hub-connection.ts';
import type { CapNegotiation } from './capabilities.ts';
import type { IrcMessage } from './message.ts';
import type { IrcSessionRenderer } from './renderer.ts';
import type { CommandResponse } from './response.ts';

/** What a command works with. */
export interface IrcCommandContext {
  readonly session: Session;
  readonly renderer: IrcSessionRenderer;
  readonly caps: CapNegotiation;
  readonly hub: HubConnection;
  readonly authenticator: Authenticator;
  readonly network: string;
  readonly motd: readonly string[];
  /** The client's nick. */
  readonly nick: string;
  readonly response: CommandResponse;
}

/** A command of a registered client. */
export interface IrcCommand {
  /** In upper case. */
  readonly name: string;
  /** The number of required parameters. @default 0 */
  readonly params?: number;
  /** The flood budget it is taken from; a `free` command never waits. @default 'queries' */
  readonly kind?: FloodKind | 'free';
  /** How much of that budget it takes. @default 1 */
  cost?(params: readonly string[]): number;
  /** Runs it. A `ChatError` that it throws becomes part of the response. */
  run(message: IrcMessage, context: IrcCommandContext): void | Promise<void>;
}

/** The room of a channel, if the session is in it. */
export function roomIn({ rooms }: Session, channel: string): string | undefined {
  const room = roomName(channel);
  return room !== undefined && rooms.has(room) ? room : undefined;
}

/** Looks up a user who is online; undefined if there is no such user. */
export async function findNick(session: Session, nick: string): Promise<WhoisState | undefined> {
  try {
    return await session.request('whois', { account: nick });
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** Requests a list. `add` adds the lines of each part to the response, which is sent part by part. */
export async function addList<T extends ListType>(
  { session, response }: Pick<IrcCommandContext, 'session' | 'response'>,
  type: T,
  rest: Parameters<typeof session.list<T>>[1],
  add: (part: Responses[T]) => void,
): Promise<void> {
  await session.list(type, rest, (part) => {
    add(part);
    // The last part is sent with the rest of the response.
    return part.next === undefined ? '' : response.encodeSoFar();
  });
}

/** Whether the client is a guest; then the response says that the command needs an account. */
export function rejectGuest(command: string, { nick, response }: IrcCommandContext): boolean {
  if (accountOf(nick) !== undefined) return false;
  response.fail(command, 'ACCOUNT_REQUIRED', [], 'Guests have no account');
  return true;
}

/** The most targets of one message, announced as `TARGMAX`. */
export const maxTargets = 4;
/** The most channels of one `JOIN`, `PART` or `NAMES`; as many as a session may be in by default. */
export const maxChannels = 20;

/** The channels in a list. Those beyond the limit are left out and named in the response. */
export function channelsOf(list: string, response: CommandResponse): string[] {
  const channels = list.split(',');
  const beyond = channels.slice(maxChannels);
  if (beyond.length > 0) {
    response.numeric('407', beyond.join(','), `No more than ${maxChannels} at once`);
  }
  return channels.slice(0, maxChannels);
}

/** The flood cost of a command with this list: each target counts as one line. */
export function targetCost(list: string): number {
  return Math.min(list.split(',').length, maxChannels);
}
