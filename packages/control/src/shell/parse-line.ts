import { ControlError } from '../errors.ts';

/**
 * Splits a command line into words. A word that begins with `"` or `'` goes on to the same mark, spaces included; a
 * mark inside a word is an ordinary character (`don't`). A backslash takes the next character as it is, but not
 * between single quotes.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` if a quote is not closed, or nothing follows a backslash
 */
export function parseLine(line: string): string[] {
  const words: string[] = [];
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
    words.push(word);
  }
}

/** Writes a word so that {@link parseLine} reads it back as one word. */
export function quoteWord(word: string): string {
  if (/^[\w./:@%+,=-]+$/.test(word)) return word;
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
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
