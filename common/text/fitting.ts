/** The length of the longest prefix of a text that fits in `maxBytes` of UTF-8, without splitting a character. */
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
