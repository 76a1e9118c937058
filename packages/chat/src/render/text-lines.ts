import { plainText } from '../../../../common/text/plain-text.ts';
import { wrapText } from '../../../../common/text/wrap.ts';
import type { Message, MessageKind } from '../history/message.ts';
/** How times stand before lines. */
export type Timestamps = 'off' | 'time' | 'datetime';

/** A time as it stands before a line, in UTC; empty for `off`. */
export function stamp(at: number, timestamps: Timestamps): string {
  if (timestamps === 'off') return '';
  const iso = new Date(at).toISOString();
  return timestamps === 'time'
    ? `[${iso.slice(11, 16)}] `
    : `[${iso.slice(0, 10)} ${iso.slice(11, 16)}] `;
}

/** Lines of the server's own are no wider than this. */
export const ownColumns = 78;

/** One line for a text client: nothing in it can control a screen, whatever it was made of. */
export function line(text: string): string {
  return `${plainText(text)}\r\n`;
}

/** What the server itself says, broken between words: nobody knows how wide the window behind nc is. */
export function ownLines(text: string, indent = '   '): string {
  return wrapText(plainText(text), ownColumns, indent).map(line).join('');
}

/** A line about the chat, not from anybody in it. */
export function info(text: string): string {
  return ownLines(`-- ${text}`);
}

/** A line that says what did not work. */
export function errorLines(text: string): string {
  return ownLines(`!! ${text}`);
}

/** What somebody said, without time and room. */
export function speech(account: string, kind: MessageKind, text: string): string {
  if (kind === 'action') return `* ${account} ${text}`;
  return kind === 'notice' ? `-${account}- ${text}` : `${account}: ${text}`;
}

/** A message from the history, with its time. */
export function pastLine({ at, account, kind, text }: Message): string {
  return line(stamp(at, 'datetime') + speech(account, kind, text));
}
