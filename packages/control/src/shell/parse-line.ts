import { ControlError } from '../errors.ts';

/** A word of a command line. */
export interface Word {
  readonly text: string;
  /** Whether it begins with a quote or a backslash: then it is no option, whatever it looks like. */
  readonly literal: boolean;
}

/** The texts of {@link parseWords}. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function parseLine(line: string): string[] {
  return parseWords(line).map(({ text }) => text);
}

/**
 * Splits a command line into words. A word that begins with `"` or `'` goes on to the same mark, spaces included; a
 * mark inside a word is an ordinary character (`don't`). A backslash takes the next character as it is, but not
 * between single quotes.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` if a quote is not closed, or nothing follows a backslash
 */
export function parseWords(line: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at += 1;
    if (at >= line.length) return words;
    const first = line[at];
    const quote = first === '"' || first === "'" ? first : undefined;
    if (quote !== undefined) at += 1;
    let word = '';
    let inside = quote !== undefined;
    while (at < line.length && (inside || !isBlank(line[at]))) {
      const character = line[at] ?? '';
      at += 1;
      if (character === quote && inside) inside = false;
      else if (character === '\\' && !(inside && quote === "'")) {
        if (at >= line.length) throw unfinished('Nothing follows the backslash at the end');
        word += line[at];
        at += 1;
      } else word += character;
    }
    if (inside) throw unfinished(`The quote ${quote} is not closed`);
    words.push({ text: word, literal: quote !== undefined || first === '\\' });
  }
}

/** Writes a word so that {@link parseLine} reads it back as one word, but perhaps as a literal one. */
export function quoteWord(word: string): string {
  if (/^[\w./:@%+,=-]+$/.test(word)) return word;
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** Like {@link quoteWord}, for what may be an option: that stays one. */
export function escapeWord(word: string): string {
  return word.startsWith('-') ? word.replace(/[ \t\\]/g, '\\$&') : quoteWord(word);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function unfinished(problem: string): ControlError {
  return new ControlError(
    'ERR_CONTROL_USAGE',
    `${problem}; a backslash before a quote or a backslash keeps it`,
  );
}
