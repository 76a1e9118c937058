import type { MessageKind } from '../history/message.ts';
import { plainText } from '../../../../common/text/plain-text.ts';
import { ircLine, type IrcLine, type Tags } from './line.ts';
import { maxMessageBytes } from './message.ts';
import { accountOf } from '../session/guest.ts';
import { messageId, serverTime, sourceOf } from './names.ts';
import { splitText } from './split-text.ts';

/** Something that was said, in a room or in private. */
export interface Saying {
  readonly id: number;
  readonly at: number;
  readonly account: string;
  readonly kind: MessageKind;
  readonly text: string;
}

/** What was said as lines to a channel or a nick: several if it is longer than a line can be. */
export function saidLines(saying: Saying, target: string): IrcLine[] {
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
export function deedLine(
  { account, at = Date.now() }: { account: string; at?: number },
  command: string,
  params: readonly string[],
): IrcLine {
  return ircLine(command, params, {
    source: sourceOf(account),
    tags: { time: serverTime(at), account: accountOf(account) },
  });
}
