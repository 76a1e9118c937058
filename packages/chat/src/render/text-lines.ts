import { plainText } from '../../../../common/text/plain-text.ts';
import { wrapText } from '../../../../common/text/wrap.ts';
import type { Message, MessageKind } from '../history/message.ts';

/** The timestamp format of lines. */
export type Timestamps = 'off' | 'time' | 'datetime';

/** Returns the timestamp prefix of a line in UTC; empty for `off`. */
export function stamp(at: number, timestamps: Timestamps): string {
  if (timestamps === 'off') return '';
  const iso = new Date(at).toISOString();
  return timestamps === 'time'
    ? `[${iso.slice(11, 16)}] `
    : `[${iso.slice(0, 10)} ${iso.slice(11, 16)}] `;
}

/** Maximum width of lines written by the server itself. */
export const ownColumns = 78;

/** Returns one line for a text client, without control characters. */
export function line(text: string): string {
  return `${plainText(text)}\r\n`;
}

/** Returns a text of the server, wrapped between words. The width of the client's terminal is unknown. */
export function ownLines(text: string, indent = '   '): string {
  return wrapText(plainText(text), ownColumns, indent).map(line).join('');
}

/** Returns an informational line from the server. */
export function info(text: string): string {
  return ownLines(`-- ${text}`);
}

/** Returns an error line from the server. */
export function errorLines(text: string): string {
  return ownLines(`!! ${text}`);
}

/** Returns a message without timestamp and room. */
export function speech(account: string, kind: MessageKind, text: string): string {
  if (kind === 'action') return `* ${account} ${text}`;
  return kind === 'notice' ? `-${account}- ${text}` : `${account}: ${text}`;
}

/** Returns a message from the history with its timestamp. */
export function pastLine({ at, account, kind, text }: Message): string {
  return line(stamp(at, 'datetime') + speech(account, kind, text));
}
