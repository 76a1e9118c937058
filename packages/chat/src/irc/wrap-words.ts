/** Puts words into as few texts of at most so many UTF-8 bytes as it takes. A word that is longer stands alone. */
export function wrapWords(words: readonly string[], maxBytes: number): string[] {
  const texts: string[] = [];
  let text = '';
  for (const word of words) {
    if (text !== '' && Buffer.byteLength(text) + 1 + Buffer.byteLength(word) > maxBytes) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? word : ` ${word}`;
  }
  return text === '' ? texts : [...texts, text];
}
