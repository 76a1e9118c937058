import { hostileCharacters } from './hostile.ts';

/** Of a line that is to be seen whole, TAB too. */
const hostile = new RegExp(`[\\t${hostileCharacters}]`, 'gu');

const notPlainAscii = /[^\x20-\x7e]/;

/**
 * Makes one line of text from outside fit for a screen: control characters become carets (`^[`, `^J`, `^?`), other
 * hostile ones their number (`<U+202E>`). Nothing is lost silently.
 */
export function visible(text: string): string {
  return notPlainAscii.test(text) ? text.replace(hostile, show) : text;
}

/** Like {@link visible}, for JSON text: hostile characters become `\u` escapes, so that it reads back unchanged. */
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
