import type { Isupport } from '../irc/isupport.ts';
import { type IrcMessage, nickOf } from '../irc/message.ts';
import { parseCtcp } from '../irc/text.ts';
import type { ClientState } from './rooms.ts';

/** A message in a room or in private. Its text is unfiltered: pass it through `plainText()` before showing it on a terminal. */
export interface ChatMessage {
  /** `action` is a `/me`; programs must never reply to a `notice`. */
  readonly kind: 'message' | 'action' | 'notice';
  /** The server's id, opaque; undefined if the server has none. */
  readonly id: string | undefined;
  /** When it was sent, by the server's clock; when it was received, if the server does not say. */
  readonly time: Date;
  /** The sender's name, or the server's. */
  readonly from: string;
  /** Sent by the server itself, not by a person. */
  readonly fromServer: boolean;
  /** The sender's account, if the server says. */
  readonly account: string | undefined;
  /** The room it was sent to; undefined for a private message. */
  readonly room: string | undefined;
  /** The room, or the other person of a private conversation. */
  readonly conversation: string;
  readonly text: string;
  /** Sent by this account, here or on another connection. */
  readonly own: boolean;
  /** From the history: missed during a disconnection, or replayed. */
  readonly past: boolean;
}

/** Reads a PRIVMSG or NOTICE; undefined for anything else, and for CTCP queries, which are for programs. */
export function readChatMessage(
  { tags, source, command, params }: IrcMessage,
  { name, isupport }: Pick<ClientState, 'name' | 'isupport'>,
  { past }: { readonly past: boolean },
): ChatMessage | undefined {
  if (command !== 'PRIVMSG' && command !== 'NOTICE') return undefined;
  const [target = '', body = ''] = params;
  const ctcp = parseCtcp(body);
  if (ctcp !== undefined && ctcp.command !== 'ACTION') return undefined;
  const from = nickOf(source);
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

/** Longer ids are ignored: they would only fill the memory. */
const maxIdLength = 256;

function idOf(tags: IrcMessage['tags']): string | undefined {
  const id = tags.get('msgid');
  return id !== undefined && id.length <= maxIdLength ? id : undefined;
}

/** The server's timestamp of a message. */
export function timeOf(tags: IrcMessage['tags']): Date | undefined {
  const time = new Date(tags.get('time') ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The room a target belongs to: `@#room` addresses the operators of one. */
function roomOf(target: string, isupport: Isupport): string | undefined {
  if (isupport.isRoom(target)) return target;
  const inner = target.slice(1);
  return isupport.ranks.includes(target[0] ?? ' ') && isupport.isRoom(inner) ? inner : undefined;
}
