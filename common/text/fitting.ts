/** How much of a text, from its front, fits into so many UTF-8 bytes: an index that is never within a character. */
export function fittingLength(text: string, maxBytes: number): number {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return end;
}
