import { styleText } from 'node:util';
import { plainText } from '../../irc/text.ts';

/** A color or weight of `util.styleText`. */
type Style = Parameters<typeof styleText>[0];

/** A part of a line, with or without a style. Unfiltered: only {@link formatLine} makes it safe for a terminal. */
export type Span = string | readonly [style: Style, text: string];

/** A line to show. */
export type StyledLine = readonly Span[];

/**
 * Formats a line for the terminal. Text from a server reaches the terminal only through this function: every span is filtered
 * first, and styled afterwards.
 */
export function formatLine(line: StyledLine, { colors }: { readonly colors: boolean }): string {
  return line
    .map((span) => {
      if (typeof span === 'string') return plainText(span);
      const [style, text] = span;
      const plain = plainText(text);
      return colors && plain !== '' ? styleText(style, plain, { validateStream: false }) : plain;
    })
    .join('');
}

/** A line or part of one in a muted color. */
export function dim(text: string): Span {
  return ['dim', text];
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

/** The color of a name, always the same for the same name. */
export function nameStyle(name: string): Style {
  let hash = 7;
  for (const character of name.toLowerCase()) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  }
  return palette[hash % palette.length] ?? 'cyan';
}
