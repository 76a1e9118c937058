/**
 * What must never reach a screen as it is: controls (C0, DEL, C1), what reorders or hides text (bidi
 * controls, zero-width and invisible characters, line and paragraph separators), and lone surrogates.
 */
const hostile =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Cs}]/gu;

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
