/** Maximum number of words in all terms. Each one requires a scan of all messages that contain it. */
const maxWords = 8;

/** A search term: a word, or a phrase of adjacent words. */
export interface SearchTerm {
  /** The term as entered. */
  readonly text: string;
  /** The normalized words. */
  readonly words: readonly string[];
}

/**
 * Parses a search text of words and `"quoted phrases"`. Any text is valid. Terms without letters or digits, and all
 * terms after the first eight words, are ignored.
 */
export function searchTerms(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  let left = maxWords;
  for (const match of text.normalize('NFC').matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const typed = match[1] ?? match[2] ?? '';
    const words = searchWords(typed);
    if (words.length === 0) continue;
    left -= words.length;
    if (left < 0) break;
    terms.push({ text: typed, words });
  }
  return terms;
}

/** Returns the normalized words of a text: in lower case and without accents. */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
