import { createMessage, type IrcMessage } from '../irc/message.ts';
import type { Connection } from '../connection/connection.ts';
import { messagesOf } from '../connection/requests.ts';
import type { TokenEvent } from './events.ts';
import { type Member, parseNames } from './rooms.ts';
import { ClientError } from '../errors.ts';

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

/** Requests a session token for the account. */
export async function requestToken(connection: Connection): Promise<TokenEvent> {
  if (!connection.has('threadline/token')) {
    const problem = 'The server does not support session tokens';
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', problem);
  }
  const responses = await connection.command('TOKEN');
  const issued = responses.find(
    ({ command, params }) =>
      command === 'NOTE' && params[0] === 'TOKEN' && params[1] === 'TOKEN_ISSUED',
  );
  const [, , token, expiry = ''] = issued?.params ?? [];
  if (token === undefined) {
    throw new ClientError('ERR_CLIENT_PROTOCOL', 'The server did not issue a token');
  }
  const expiresAt = new Date(expiry);
  return { token, expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt };
}

/** Revokes all session tokens of the account; resolves to their number, if the server reports it. */
export async function revokeTokens(connection: Connection): Promise<number | undefined> {
  const responses = await connection.command('LOGOUT');
  const revoked = responses.find(
    ({ command, params }) =>
      command === 'NOTE' && params[0] === 'LOGOUT' && params[1] === 'TOKENS_REVOKED',
  );
  const count = Number(revoked?.params[2]);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** Changes the account's password. */
export async function changePassword(
  connection: Connection,
  oldPassword: string,
  newPassword: string,
): Promise<void> {
  // Both can contain spaces, which only the last parameter can.
  const passwords = Buffer.from(`${oldPassword}\0${newPassword}`).toString('base64');
  await connection.command('PASSWD', passwords);
}
