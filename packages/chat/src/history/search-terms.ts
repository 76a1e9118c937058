/** So many words are looked for, in all terms together: each costs a walk through all messages that hold it. */
const maxWords = 8;

/** What is looked for: a text whose words stand side by side. */
export interface SearchTerm {
  /** As it was typed. */
  readonly text: string;
  /** Its words as search compares them. */
  readonly words: readonly string[];
}

/**
 * Reads what somebody typed to search for: words, and `"words side by side"`. Anything is allowed; what holds no letter
 * or digit is left out, and so is what comes behind the first eight words.
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

/** The words of a text as search compares them: lower case, without accents. */
export function searchWords(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}
