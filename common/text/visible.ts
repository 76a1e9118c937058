import { hostileCharacters } from './hostile.ts';

/** In one line TAB is escaped too. */
const hostile = new RegExp(`[\\t${hostileCharacters}]`, 'gu');

const notPlainAscii = /[^\x20-\x7e]/;

/**
 * Escapes one line of untrusted text: control characters in caret notation (`^[`, `^J`, `^?`), others that must not be shown
 * by their code point (`<U+202E>`). Nothing is removed.
 */
export function visible(text: string): string {
  return notPlainAscii.test(text) ? text.replace(hostile, show) : text;
}

/** Like {@link visible}, for JSON text: hostile characters become `\u` escapes, so it parses to the same value. */
export function escapeJson(json: string): string {
  return notPlainAscii.test(json) ? json.replace(hostile, escapeUnits) : json;
}

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
