/* eslint-disable no-control-regex */
/** A colour sequence (SGR), or a character with its combining marks. */
const part =
  /\x1b\[[\d;]*m|\p{Extended_Pictographic}(?:[\ufe0e\ufe0f\p{Emoji_Modifier}])?|[^]\p{M}*/gu;
/** Characters that take two columns of a terminal. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|^.\ufe0f/u;
const combining = /^\p{M}/u;
/* eslint-enable no-control-regex */
const onlyAscii = /^[\x20-\x7e]*$/;

/** The approximate number of terminal columns of a text; colour sequences take none. */
export function columnsOf(text: string): number {
  if (onlyAscii.test(text)) return text.length;
  let columns = 0;
  for (const [character] of text.matchAll(part)) {
    if (character.startsWith('\x1b[') || combining.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}

/**
 * Breaks a text into rows between words; all but the first begin with the indent, unless that takes half the columns. A word
 * longer than a row, such as a URL, is left for the terminal to break, so that it can be copied.
 */
export function wrapText(text: string, columns: number, indent = ''): string[] {
  if (text.length <= columns / 2 || columnsOf(text) <= columns) return [text];
  const start = indent.length < columns / 2 ? indent : '';
  const rows: string[] = [];
  let row = '';
  let width = 0;
  for (const word of text.split(/(?<= )(?! )/)) {
    const full = columnsOf(word);
    const visible = full - (/ *$/.exec(word)?.[0].length ?? 0);
    if (width + visible > columns && width > (rows.length === 0 ? 0 : start.length)) {
      rows.push(row.trimEnd());
      row = start;
      width = start.length;
    }
    // The terminal breaks an overlong word itself.
    const end = width + visible;
    width = (end > columns ? end % columns : end) + full - visible;
    row += word;
  }
  return [...rows, row];
}
