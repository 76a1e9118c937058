/** The bytes the longest character takes in UTF-8. */
export const minPieceBytes = 4;

/**
 * Splits a text into pieces of at most so many UTF-8 bytes: at a space in the last third of a piece if there is one, and
 * never inside a character. Lines of the text become pieces of their own; empty ones are left out.
 *
 * @param maxBytes 4 or more, which the longest character takes
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
    const end = fitting(rest, maxBytes);
    const space = rest[end] === ' ' ? end : rest.lastIndexOf(' ', end - 1);
    const cut = space >= end * (2 / 3) ? space : end;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut === space ? cut + 1 : cut);
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many characters from the front fit into the bytes: whole graphemes, or where even one is too long, code points. */
function fitting(text: string, maxBytes: number): number {
  // No character takes less than one byte, so what lies behind can't fit.
  const near = text.slice(0, maxBytes + 1);
  let end = 0;
  let bytes = 0;
  for (const { segment } of graphemes.segment(near)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    end += segment.length;
  }
  return end > 0 ? end : fittingCodePoints(near, maxBytes);
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
