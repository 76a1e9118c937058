/** A word to find: whole, by its beginning, or several side by side. */
export interface SearchTerm {
  readonly words: readonly string[];
  readonly prefix: boolean;
}

const maxTerms = 8;

/**
 * Reads what somebody typed to search for: words, `"words side by side"`, `begin*`. Anything is
 * allowed; what holds no letter or digit is left out.
 */
export function searchTerms(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const match of text.matchAll(/"([^"]*)"?(\*?)|([^\s"]+)/g)) {
    const term = match[1] ?? match[3] ?? '';
    const words = searchWords(term);
    if (words.length === 0) continue;
    terms.push({ words, prefix: match[2] === '*' || /[\p{L}\p{N}]\*$/u.test(term) });
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
