import { createMessage, type IrcMessage } from '../irc/message.ts';
import { type Connection } from '../connection/connection.ts';
import { messagesOf } from '../connection/requests.ts';
import { type Member, parseNames } from './rooms.ts';

/** A room in the server's list. */
export interface RoomInfo {
  readonly room: string;
  readonly members: number;
  readonly topic: string;
}

/** The server's information about a user. Unknown properties are missing. */
export interface Whois {
  readonly name: string;
  readonly user?: string;
  readonly host?: string;
  readonly realName?: string;
  readonly account?: string;
  readonly server?: string;
  readonly rooms?: readonly string[];
  readonly away?: string;
  readonly idleSeconds?: number;
  readonly signedOnAt?: Date;
}

/** Requests to join a room; resolves to the message that refuses it, if one does. */
export async function tryJoin(
  connection: Connection,
  room: string,
  key?: string,
): Promise<IrcMessage | undefined> {
  const request = createMessage('JOIN', room, ...(key === undefined ? [] : [key]));
  const responses = messagesOf(await connection.request(request));
  return connection.refusalOf(request, responses);
}

/** Sets the away status and its reason; '' ends it. */
export async function setAway(connection: Connection, reason: string): Promise<void> {
  await connection.command('AWAY', ...(reason === '' ? [] : [reason]));
}

/** The members of a room. */
export async function queryNames(connection: Connection, room: string): Promise<Member[]> {
  const { isupport } = connection;
  const key = isupport.fold(room);
  return (await connection.command('NAMES', room))
    .filter(({ command, params }) => command === '353' && isupport.fold(params[2] ?? '') === key)
    .flatMap(({ params }) => parseNames(params[3] ?? '', isupport));
}

/** All rooms on the server. */
export async function queryRooms(connection: Connection): Promise<RoomInfo[]> {
  return (await connection.command('LIST'))
    .filter(({ command }) => command === '322')
    .map(({ params: [, room = '', members = '0', topic = ''] }) => ({
      room,
      members: Number(members) || 0,
      topic,
    }));
}

/** Requests information about a user. */
export async function queryWhois(connection: Connection, name: string): Promise<Whois> {
  const responses = await connection.command('WHOIS', name);
  return Object.assign({ name }, ...responses.map(readWhoisReply)) as Whois;
}

function readWhoisReply({ command, params }: IrcMessage): Partial<Whois> {
  const [, name = '', first = '', second = ''] = params;
  switch (command) {
    case '311':
      return { name, user: first, host: second, realName: params.at(-1) ?? '' };
    case '312':
      return { server: first };
    case '317':
      return {
        idleSeconds: Number(first) || 0,
        ...(Number(second) > 0 && { signedOnAt: new Date(Number(second) * 1000) }),
      };
    case '319':
      return { rooms: (params.at(-1) ?? '').split(' ').filter((room) => room !== '') };
    case '330':
      return { account: first };
    case '301':
      return { away: params.at(-1) ?? '' };
    default:
      return {};
  }
}
