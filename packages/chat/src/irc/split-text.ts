/**
 * Cuts a text into pieces of at most so many UTF-8 bytes, between words where that wastes little, and
 * never within a character.
 */
export function splitText(text: string, maxBytes: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (Buffer.byteLength(rest) > maxBytes) {
    const end = endOfPiece(rest, maxBytes);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

function endOfPiece(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes && end > 0) break;
    end += character.length;
  }
  const space = text.lastIndexOf(' ', end - 1);
  return space > end * 0.7 ? space + 1 : end;
}
