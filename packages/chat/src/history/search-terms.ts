const maxTerms = 8;

/**
 * Reads what somebody typed to search for: words, and `"words side by side"`; each term is a list of
 * words. Anything is allowed; what holds no letter or digit is left out.
 */
export function searchTerms(text: string): string[][] {
  const terms: string[][] = [];
  for (const match of text.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const words = searchWords(match[1] ?? match[2] ?? '');
    if (words.length > 0) terms.push(words);
    if (terms.length === maxTerms) break;
  }
  return terms;
}

/** The words of a text as search compares them: lower case, without accents. */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
