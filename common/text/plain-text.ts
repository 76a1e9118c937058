import { fittingLength } from './fitting.ts';
import { hostileCharacters } from './hostile.ts';

const hostile = new RegExp(`[${hostileCharacters}]`, 'gu');

const notPlainAscii = /[^\t\x20-\x7e]/;

/**
 * Takes out of a text everything that is not fit for a screen. Clean ASCII, the usual case, costs one
 * scan and no copy.
 */
export function plainText(text: string): string {
  return notPlainAscii.test(text) ? text.replace(hostile, '') : text;
}

/** One line of plain text, at most so many UTF-8 bytes, cut between characters. */
export function clipText(text: string, maxBytes: number): string {
  const plain = plainText(text).trim();
  if (Buffer.byteLength(plain) <= maxBytes) return plain;
  return plain.slice(0, fittingLength(plain, maxBytes));
}
