import { fittingLength } from './fitting.ts';

/**
 * What must never reach a screen: controls (C0 but TAB, DEL, C1), what reorders or hides text (bidi
 * controls, zero-width and other invisible characters, line and paragraph separators), and lone
 * surrogates. Variation selectors stay: they only choose between two pictures of one character.
 */
const hostile =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Cs}]/gu;

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
