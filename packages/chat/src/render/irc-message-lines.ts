import type { MessageKind } from '../history/message.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { accountOf } from '../protocol/names.ts';
import { ircLine, type IrcLine, maxMessageBytes, type Tags } from './irc-line.ts';

/** Host of all users. It hides their addresses. */
export const userHost = 'user.threadline';

/** Returns the message source of an account: `nick!user@host`. The nick is the account name. */
export function sourceOf(account: string): string {
  return `${account}!${account}@${userHost}`;
}

/** Returns the IRC channel name of a room. */
export function channelOf(room: string): string {
  return `#${room}`;
}

/** Formats a time for `server-time` and `chathistory`. */
export function serverTime(at: number): string {
  return new Date(at).toISOString();
}

/** Returns the `msgid` of a message, or of one part if the message is split into several lines. */
function messageId(id: number, part = 1, parts = 1): string {
  return parts === 1 ? String(id) : `${id}-${part}-${parts}`;
}

/**
 * Splits a text into pieces of at most `maxBytes` UTF-8 bytes: between words if the piece stays long enough, and never
 * within a character.
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

/** A room message or private message. */
interface ChatMessage {
  readonly id: number;
  readonly at: number;
  readonly account: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** Returns a message as lines to a channel or nick: several if it exceeds the maximum line length. */
export function messageLines(message: ChatMessage, target: string): IrcLine[] {
  const { id, at, account, kind, text } = message;
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

/** Creates a line with an account as its source. */
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
