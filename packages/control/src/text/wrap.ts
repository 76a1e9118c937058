import { columnsOf } from '../../../../common/text/wrap.ts';
import { visible } from '../../../../common/text/visible.ts';

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
