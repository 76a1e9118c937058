import { parseCtcp } from '../irc/ctcp.ts';
import type { Isupport } from '../irc/isupport.ts';
import type { IrcMessage } from '../irc/message.ts';
import { nameOf } from '../irc/source.ts';

/** Something somebody said. Its texts are as they came: not fit for a screen. */
export interface ChatMessage {
  /** `action` is a `/me`; a `notice` is never answered by a program. */
  readonly kind: 'message' | 'action' | 'notice';
  /** The server's id of it, opaque; undefined where the server gives none. */
  readonly id: string | undefined;
  /** When it was said: by the server's clock if it tells, else when it came. */
  readonly time: Date;
  /** Who said it: a name, or the server's. */
  readonly from: string;
  /** Said by the server itself, not by somebody. */
  readonly fromServer: boolean;
  /** The account of who said it, where the server tells. */
  readonly account: string | undefined;
  /** The room it was said in; undefined for a private message. */
  readonly room: string | undefined;
  /** The conversation: the room, or whoever is at the other end of a private one. */
  readonly conversation: string;
  readonly text: string;
  /** Said by this account, here or on another connection. */
  readonly own: boolean;
  /** Comes out of the history: it was missed, or replayed. */
  readonly past: boolean;
}

/** Whose eyes a message is seen with. */
export interface Viewer {
  readonly name: string;
  readonly isupport: Isupport;
}

/** Reads a PRIVMSG or NOTICE; undefined for anything else, and for CTCP questions, which are no talk. */
export function readChatMessage(
  { tags, source, command, params }: IrcMessage,
  { name, isupport }: Viewer,
  past: boolean,
): ChatMessage | undefined {
  if (command !== 'PRIVMSG' && command !== 'NOTICE') return undefined;
  const [target = '', body = ''] = params;
  const ctcp = parseCtcp(body);
  if (ctcp !== undefined && ctcp.command !== 'ACTION') return undefined;
  const from = nameOf(source);
  const own = isupport.fold(from) === isupport.fold(name);
  const room = roomOf(target, isupport);
  return {
    kind: command === 'NOTICE' ? 'notice' : ctcp === undefined ? 'message' : 'action',
    id: idOf(tags),
    time: timeOf(tags) ?? new Date(),
    from,
    fromServer: source === undefined || !/[!@]/.test(source),
    account: tags.get('account'),
    room,
    conversation: room ?? (own ? target : from),
    text: ctcp?.text ?? body,
    own,
    past,
  };
}

/** Ids are short; a longer one would only fill the memory. */
const maxIdLength = 256;

function idOf(tags: IrcMessage['tags']): string | undefined {
  const id = tags.get('msgid');
  return id !== undefined && id.length <= maxIdLength ? id : undefined;
}

/** The time a server put on a message. */
export function timeOf(tags: IrcMessage['tags']): Date | undefined {
  const time = new Date(tags.get('time') ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The room a target means: `@#room` are the operators of one. */
function roomOf(target: string, isupport: Isupport): string | undefined {
  if (isupport.isRoom(target)) return target;
  const inner = target.slice(1);
  return isupport.ranks.includes(target[0] ?? ' ') && isupport.isRoom(inner) ? inner : undefined;
}
