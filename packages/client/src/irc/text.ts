import { plainText as stripControls, stripFormats } from '../../../../common/text/plain-text.ts';

/**
 * Removes everything from a text that could control a terminal or mislead its reader, and the formatting codes of IRC (bold,
 * colors and so on). Everything a server sends has to pass through this before it is shown.
 */
export function plainText(text: string): string {
  return stripControls(stripFormats(text));
}

const delimiter = '\x01';

/** Formats a `/me` as a CTCP ACTION. */
export function formatAction(text: string): string {
  return `${delimiter}ACTION ${text}${delimiter}`;
}

/** How many bytes {@link formatAction} adds. */
export const actionBytes = formatAction('').length;

/** Parses a CTCP message into its command (`ACTION`) and text; undefined for ordinary text. */
export function parseCtcp(
  text: string,
): { readonly command: string; readonly text: string } | undefined {
  if (!text.startsWith(delimiter)) return undefined;
  const body = text.endsWith(delimiter) && text.length > 1 ? text.slice(1, -1) : text.slice(1);
  const space = body.indexOf(' ');
  return space === -1
    ? { command: body.toUpperCase(), text: '' }
    : { command: body.slice(0, space).toUpperCase(), text: body.slice(space + 1) };
}

/** The longest UTF-8 encoding of one character, in bytes. */
export const minPieceBytes = 4;

/**
 * Splits a text into pieces of at most `maxBytes` UTF-8 bytes: at a space in the last third of a piece if there is one, and
 * never inside a character. Every line of the text starts a new piece; empty lines are dropped.
 *
 * @param maxBytes at least 4, so that any character fits
 * @throws {RangeError}
 */
export function splitText(text: string, maxBytes: number): string[] {
  if (!(maxBytes >= minPieceBytes)) {
    throw new RangeError(`Expected \`maxBytes\` to be at least ${minPieceBytes}, got ${maxBytes}`);
  }
  return text
    .toWellFormed()
    .split(/\r\n|[\r\n]/)
    .flatMap((line) => splitLine(line, maxBytes));
}

function splitLine(line: string, maxBytes: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (Buffer.byteLength(rest) > maxBytes) {
    const end = fittingGraphemes(rest, maxBytes);
    const space = rest[end] === ' ' ? end : rest.lastIndexOf(' ', end - 1);
    const cut = space >= end * (2 / 3) ? space : end;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut === space ? cut + 1 : cut);
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The length of the longest prefix that fits: of whole graphemes, or of code points if a single grapheme is too long. */
function fittingGraphemes(text: string, maxBytes: number): number {
  // Every character takes at least one byte.
  const prefix = text.slice(0, maxBytes + 1);
  let end = 0;
  let bytes = 0;
  for (const { segment } of graphemes.segment(prefix)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    end += segment.length;
  }
  return end > 0 ? end : fittingCodePoints(prefix, maxBytes);
}

function fittingCodePoints(text: string, maxBytes: number): number {
  let end = 0;
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes && end > 0) break;
    end += character.length;
  }
  return end;
}
