import { styleText } from 'node:util';
import { plainText } from '../../text/plain-text.ts';

/** A colour or weight of `util.styleText`. */
export type Style = Parameters<typeof styleText>[0];

/** A piece of a line that is shown: as it came, or with a style. Never fit for a screen before {@link drawLine}. */
export type Piece = string | readonly [style: Style, text: string];

/** A line to be shown. */
export type Line = readonly Piece[];

/**
 * Makes a line fit for a screen. The only way from a server's text to a terminal: every piece loses what controls one, and
 * only then gets its colour.
 */
export function drawLine(line: Line, { colors }: { readonly colors: boolean }): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return plainText(piece);
      const [style, text] = piece;
      const plain = plainText(text);
      return colors && plain !== '' ? styleText(style, plain, { validateStream: false }) : plain;
    })
    .join('');
}

const palette = [
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'redBright',
  'greenBright',
  'yellowBright',
  'blueBright',
  'magentaBright',
  'cyanBright',
] as const;

/** The colour of a name: always the same one. */
export function nameStyle(name: string): Style {
  let hash = 7;
  for (const character of name.toLowerCase()) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  }
  return palette[hash % palette.length] ?? 'cyan';
}
