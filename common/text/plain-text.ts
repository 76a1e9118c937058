import { fittingLength } from './fitting.ts';
import { hostileCharacters } from './hostile.ts';

const hostile = new RegExp(`[${hostileCharacters}]`, 'gu');

const notPlainAscii = /[^\t\x20-\x7e]/;

/**
 * Removes all characters that must not be shown. Printable ASCII, the usual case, is not copied.
 */
export function plainText(text: string): string {
  return notPlainAscii.test(text) ? text.replace(hostile, '') : text;
}

/** Plain text, trimmed, and truncated to `maxBytes` of UTF-8 without splitting a character. */
export function clipText(text: string, maxBytes: number): string {
  const plain = plainText(text).trim();
  if (Buffer.byteLength(plain) <= maxBytes) return plain;
  return plain.slice(0, fittingLength(plain, maxBytes));
}
