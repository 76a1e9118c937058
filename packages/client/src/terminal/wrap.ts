/* eslint-disable no-control-regex */
/** A colour (SGR), or one character with the marks on it. */
const part =
  /\x1b\[[\d;]*m|\p{Extended_Pictographic}(?:[\ufe0e\ufe0f\p{Emoji_Modifier}])?|[^]\p{M}*/gu;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|^.\ufe0f/u;
/* eslint-enable no-control-regex */

/** About how many columns a character takes on a terminal. */
function widthOf(character: string): number {
  if (character.startsWith('\x1b')) return 0;
  return wide.test(character) ? 2 : 1;
}

/**
 * Breaks a line between words, so that it fits into so many columns; further rows are indented. A word that is longer than
 * a row, as an address may be, is left to the terminal to break, so that it stays one word to be copied. Colours take no
 * room.
 */
export function wrapWords(line: string, columns: number, indent: number): string {
  if (line.length <= columns && !/[^ -~]/.test(line)) return line;
  const space = indent < columns / 2 ? indent : 0;
  const rows: string[] = [];
  let row = '';
  let width = 0;
  for (const word of line.split(/(?<= )(?! )/)) {
    const characters = word.match(part) ?? [];
    const full = characters.reduce((sum, one) => sum + widthOf(one), 0);
    const visible = full - (/ *$/.exec(word)?.[0].length ?? 0);
    if (width + visible > columns && width > (rows.length === 0 ? 0 : space)) {
      rows.push(row.trimEnd());
      row = ' '.repeat(space);
      width = space;
    }
    // The terminal goes on in further rows by itself.
    const end = width + visible;
    width = (end > columns ? end % columns : end) + full - visible;
    row += word;
  }
  return [...rows, row].join('\n');
}
