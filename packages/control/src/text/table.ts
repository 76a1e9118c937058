import { visible } from '../../../../common/text/visible.ts';

/** What a cell of a table may hold; `undefined` is shown as `-`. */
export type Cell = string | number | undefined;

const maxCellWidth = 60;

/** Lays out a table with a head line; numbers stand to the right. Every cell is made fit for a screen. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => heads.map((_, column) => cellText(row[column])));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...texts.map((row) => width(row[column] ?? ''))),
  );
  const right = heads.map(
    (_, column) =>
      rows.some((row) => typeof row[column] === 'number') &&
      rows.every((row) => typeof row[column] !== 'string'),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, right[column] ?? false))
      .join('  ')
      .trimEnd();
  return [line(heads.map((head) => head.toUpperCase())), ...texts.map(line)].join('\n');
}

/** Lays out names and their values, one pair a line. */
export function pairs(entries: readonly (readonly [string, Cell])[]): string {
  const widest = Math.max(0, ...entries.map(([name]) => width(visible(name))));
  return entries
    .map(([name, value]) => `${pad(visible(name), widest, false)}  ${cellText(value)}`.trimEnd())
    .join('\n');
}

function cellText(cell: Cell): string {
  if (cell === undefined || cell === '') return '-';
  const text = visible(String(cell));
  return text.length > maxCellWidth ? `${text.slice(0, maxCellWidth - 1).toWellFormed()}…` : text;
}

function pad(text: string, to: number, right: boolean): string {
  const fill = ' '.repeat(Math.max(0, to - width(text)));
  return right ? fill + text : text + fill;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const combining = /\p{M}/u;

/** How many columns of a terminal a text takes, near enough. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (combining.test(character)) continue;
    columns += wide.test(character) ? 2 : 1;
  }
  return columns;
}
