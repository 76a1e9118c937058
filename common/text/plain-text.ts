import { hostileCharacters } from './hostile.ts';

/** The length of the longest prefix of a text that fits in `maxBytes` of UTF-8, without splitting a character. */
export function fittingLength(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return end;
}

const hostile = new RegExp(`[${hostileCharacters}]`, 'gu');

const notPlainAscii = /[^\t\x20-\x7e]/;

/** Removes all characters that must not be shown. Printable ASCII, the usual case, is not copied. */
export function plainText(text: string): string {
  return notPlainAscii.test(text) ? text.replace(hostile, '') : text;
}

/** Plain text, trimmed, and truncated to `maxBytes` of UTF-8 without splitting a character. */
export function clipText(text: string, maxBytes: number): string {
  const plain = plainText(text).trim();
  if (Buffer.byteLength(plain) <= maxBytes) return plain;
  return plain.slice(0, fittingLength(plain, maxBytes));
}

/* eslint-disable no-control-regex */
const colors = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?/gi;
const styles = /[\x02\x0f\x11\x16\x1d-\x1f]/g;
/* eslint-enable no-control-regex */

/** Removes the formatting codes of IRC clients (https://modern.ircdocs.horse/formatting). */
export function stripFormats(text: string): string {
  return text.replace(colors, '').replace(styles, '');
}
