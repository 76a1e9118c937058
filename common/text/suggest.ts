/** Only this many characters of a name are compared. */
const maxLength = 32;

/**
 * Finds the name that was most likely meant: the nearest by edit distance, with at most a third of its letters different and
 * never more than two; otherwise the only one that starts with what was typed. Undefined if there is none.
 */
export function suggest(typed: string, names: Iterable<string>): string | undefined {
  const meant = typed.slice(0, maxLength).toLowerCase();
  const all = [...names];
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const name of all) {
    const other = name.slice(0, maxLength).toLowerCase();
    const distance = editDistance(meant, other);
    if (distance >= bestDistance || distance > maxDistance(meant, other)) continue;
    best = name;
    bestDistance = distance;
  }
  if (best !== undefined || meant.length < 2) return best;
  const abbreviated = all.filter((name) => name.toLowerCase().startsWith(meant));
  return abbreviated.length === 1 ? abbreviated[0] : undefined;
}

function maxDistance(one: string, other: string): number {
  return Math.min(2, Math.floor(Math.max(one.length, other.length) / 3));
}

/** The end of an error message: a suggestion, or an empty string. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const meant = suggest(typed, names);
  return meant === undefined ? '' : `, did you mean "${meant}"?`;
}

/** The edit distance of two words: insertions, deletions, substitutions, and swaps of adjacent letters. */
export function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    const costs = [row];
    rows.push(costs);
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      costs.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + change,
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
