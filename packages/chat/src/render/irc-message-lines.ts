import type { MessageKind } from '../history/message.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { accountOf } from '../protocol/names.ts';
import { ircLine, type IrcLine, maxMessageBytes, type Tags } from './irc-line.ts';
/** Where all users are: their addresses are nobody's business. */
export const userHost = 'user.threadline';

/** Somebody as the source of a message: `nick!user@host`. A nick is an account's name. */
export function sourceOf(account: string): string {
  return `${account}!${account}@${userHost}`;
}

/** A room as IRC clients name it. */
export function channelOf(room: string): string {
  return `#${room}`;
}

/** A time as `server-time` and `chathistory` want it. */
export function serverTime(at: number): string {
  return new Date(at).toISOString();
}

/** The number a message is known by; parts of one that takes several lines are numbered too. */
export function messageId(id: number, part = 1, parts = 1): string {
  return parts === 1 ? String(id) : `${id}-${part}-${parts}`;
}

/**
 * Cuts a text into pieces of at most so many UTF-8 bytes, between words where that wastes little, and
 * never within a character.
 */
export function splitText(text: string, maxBytes: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > maxBytes) {
    const end = endOfPiece(rest, maxBytes);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

function endOfPiece(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes && end > 0) break;
    end += character.length;
  }
  const space = text.lastIndexOf(' ', end - 1);
  return space > end * 0.7 ? space + 1 : end;
}

/** Something that was said, in a room or in private. */
export interface ChatMessage {
  readonly id: number;
  readonly at: number;
  readonly account: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** What was said as lines to a channel or a nick: several if it is longer than a line can be. */
export function messageLines(saying: ChatMessage, target: string): IrcLine[] {
  const { id, at, account, kind, text } = saying;
  const source = sourceOf(account);
  const command = kind === 'notice' ? 'NOTICE' : 'PRIVMSG';
  const around = `:${source} ${command} ${target} :\x01ACTION \x01\r\n`;
  const pieces = splitText(plainText(text), maxMessageBytes - Buffer.byteLength(around));
  return pieces.map((piece, index) => {
    const words = kind === 'action' ? `\x01ACTION ${piece}\x01` : piece;
    const tags: Tags = {
      time: serverTime(at),
      msgid: messageId(id, index + 1, pieces.length),
      account: accountOf(account),
    };
    return { tags, body: `:${source} ${command} ${target} :${words}` };
  });
}

/** A line about what an account did. */
export function userLine(
  { account, at = Date.now() }: { account: string; at?: number },
  command: string,
  params: readonly string[],
): IrcLine {
  return ircLine(command, params, {
    source: sourceOf(account),
    tags: { time: serverTime(at), account: accountOf(account) },
  });
}
