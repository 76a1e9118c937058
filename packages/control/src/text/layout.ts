import { visible } from '../../../../common/text/visible.ts';
import { columnsOf } from '../../../../common/text/wrap.ts';

/** A table cell; `undefined` is shown as `-`. */
export type Cell = string | number | undefined;

/** The minimum width of a column that is narrowed to fit the screen. */
const minWidth = 8;
const gap = '  ';

/**
 * Formats a table with a header line; numbers are right-aligned, and every cell is made safe for a terminal. If the table
 * is wider than the screen, the widest columns are wrapped.
 */
export function table(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  columns = Infinity,
): string {
  const texts = rows.map((row) => heads.map((_, column) => cellText(row[column])));
  const right = heads.map(
    (_, column) =>
      rows.some((row) => typeof row[column] === 'number') &&
      rows.every((row) => typeof row[column] !== 'string'),
  );
  const natural = heads.map((head, column) =>
    Math.max(head.length, ...texts.map((row) => columnsOf(row[column] ?? ''))),
  );
  const widths = fit(natural, right, columns);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, right[column] ?? false))
      .join(gap)
      .trimEnd();
  const lines = (cells: readonly string[]): string[] => {
    const wrapped = cells.map((cell, column) => wrapText(cell, widths[column] ?? 0));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(wrapped.map((one) => one[at] ?? '')));
  };
  return [heads.map((head) => head.toUpperCase()), ...texts].flatMap(lines).join('\n');
}

/** Formats names and values, one pair per line; a value of several words is wrapped to fit the screen. */
export function pairs(
  entries: readonly (readonly [string, Cell])[],
  columns: number = Infinity,
): string {
  const widest = Math.max(0, ...entries.map(([name]) => columnsOf(visible(name))));
  return entries
    .map(([name, value]) => {
      const text = cellText(value);
      const line = `${pad(visible(name), widest, false)}  ${text}`.trimEnd();
      if (columnsOf(line) <= columns || !text.includes(' ')) return line;
      return definition(name, text, { columns, at: widest + gap.length });
    })
    .join('\n');
}

/** Narrows the widest text columns until the table fits, or none can be narrowed further. */
function fit(
  natural: readonly number[],
  fixed: readonly boolean[],
  columns: number,
): readonly number[] {
  const widths = [...natural];
  const used = (): number =>
    widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1));
  while (used() > columns) {
    const shrinkable = widths.map((one, column) => (fixed[column] ? 0 : one));
    const widest = Math.max(...shrinkable);
    if (widest <= minWidth) break;
    widths[shrinkable.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function cellText(cell: Cell): string {
  return cell === undefined || cell === '' ? '-' : visible(String(cell));
}

function pad(text: string, to: number, right: boolean): string {
  const fill = ' '.repeat(Math.max(0, to - columnsOf(text)));
  return right ? fill + text : text + fill;
}

/** The maximum width of a paragraph, for readability. */
const maxProseColumns = 100;

/**
 * Wraps a text between words; a word longer than a line is cut. The text is made safe for a terminal.
 */
export function wrapText(text: string, columns: number): string[] {
  const most = Math.max(8, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text).split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columnsOf(joined) <= most) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = cut(word, most);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

/** Wraps a paragraph for a screen of the given width, indented by `indent` spaces. */
export function paragraph(text: string, columns: number, indent = 0): string {
  const room = Math.min(columns, maxProseColumns) - indent;
  return wrapText(text, room)
    .map((line) => `${' '.repeat(indent)}${line}`.trimEnd())
    .join('\n');
}

/** Formats a term and its meaning, which begins at column `at` on every line. */
export function definition(
  term: string,
  meaning: string,
  { columns, at }: { columns: number; at: number },
): string {
  const [first = '', ...rest] = paragraph(meaning, columns, at).split('\n');
  const head = visible(term).padEnd(at - 1);
  return [`${head} ${first.slice(at)}`.trimEnd(), ...rest].join('\n');
}

function cut(word: string, most: number): string[] {
  const pieces = [''];
  let columns = 0;
  for (const character of word) {
    columns += columnsOf(character);
    if (columns > most) {
      pieces.push('');
      columns = columnsOf(character);
    }
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}
