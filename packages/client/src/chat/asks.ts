import { ClientError, type ServerReply } from '../errors.ts';
import { type IrcMessage, message } from '../irc/message.ts';
import { refusalIn } from '../irc/reply.ts';
import { isAnswer, messagesOf } from '../irc/requests.ts';
import type { TokenEvent } from './events.ts';
import type { Link } from './link.ts';
import { type Member, readNames } from './rooms.ts';

/** A room the server tells of. */
export interface RoomInfo {
  readonly room: string;
  readonly members: number;
  readonly topic: string;
}

/** What the server tells about somebody; undefined where it doesn't. */
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

/** Asks, and resolves to every message of the answer; on a server without labels, to what else came meanwhile too. */
export async function ask(link: Link, question: IrcMessage): Promise<IrcMessage[]> {
  const answers = messagesOf(await link.ask(question));
  const refusal = answers.find((answer) => isRefusal(link, question, answer));
  const reply = refusal && refusalIn(refusal);
  if (reply !== undefined) throw refusedBy(reply);
  return answers;
}

/** Asks to be let into a room, with its key if it has one; resolves to the message that refuses it, if one does. */
export async function askToJoin(
  link: Link,
  room: string,
  key?: string,
): Promise<IrcMessage | undefined> {
  const question = message('JOIN', room, ...(key === undefined ? [] : [key]));
  const answers = messagesOf(await link.ask(question));
  return answers.find((answer) => isRefusal(link, question, answer));
}

function isRefusal(link: Link, question: IrcMessage, answer: IrcMessage): boolean {
  if (refusalIn(answer) === undefined) return false;
  return link.can('labeled-response') || isAnswer(question, answer);
}

/** The error for a refusal. */
export function refusedBy(reply: ServerReply): ClientError {
  const unknown = reply.code === '421' || reply.code === 'UNKNOWN_COMMAND';
  return new ClientError(
    unknown ? 'ERR_CLIENT_UNSUPPORTED' : 'ERR_CLIENT_REFUSED',
    reply.text === '' ? `Refused by the server (${reply.code})` : reply.text,
    { reply },
  );
}

/** Who is in a room. */
export async function askNames(link: Link, room: string): Promise<Member[]> {
  const answers = await ask(link, message('NAMES', room));
  const key = link.isupport.fold(room);
  return answers
    .filter(
      ({ command, params }) => command === '353' && link.isupport.fold(params[2] ?? '') === key,
    )
    .flatMap(({ params }) => readNames(params[3] ?? '', link.isupport));
}

/** The rooms there are. */
export async function askRooms(link: Link): Promise<RoomInfo[]> {
  return (await ask(link, message('LIST')))
    .filter(({ command }) => command === '322')
    .map(({ params: [, room = '', members = '0', topic = ''] }) => ({
      room,
      members: Number(members) || 0,
      topic,
    }));
}

/** About somebody. */
export async function askWhois(link: Link, name: string): Promise<Whois> {
  const answers = await ask(link, message('WHOIS', name));
  const facts = answers.map(({ command, params }) => whoisFact(command, params));
  return Object.assign({ name }, ...facts) as Whois;
}

function whoisFact(command: string, params: readonly string[]): Partial<Whois> {
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

/** Changes the account's password. */
export async function askPassword(
  link: Link,
  { from, to }: { from: string; to: string },
): Promise<void> {
  // Either may hold spaces, which only the last parameter can.
  await ask(link, message('PASSWD', Buffer.from(`${from}\0${to}`).toString('base64')));
}

/** A session token for this account. */
export async function askToken(link: Link): Promise<TokenEvent> {
  if (!link.can('threadline/token')) {
    throw new ClientError('ERR_CLIENT_UNSUPPORTED', 'The server gives no session tokens');
  }
  const answers = await ask(link, message('TOKEN'));
  const issued = answers.find(
    ({ command, params }) =>
      command === 'NOTE' && params[0] === 'TOKEN' && params[1] === 'TOKEN_ISSUED',
  );
  const [, , token, expiry = ''] = issued?.params ?? [];
  if (token === undefined) {
    throw new ClientError('ERR_CLIENT_PROTOCOL', 'The server issued no token');
  }
  const expiresAt = new Date(expiry);
  return { token, expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt };
}
