/** The name nearest to what was typed, if one is near enough to have been meant. */
export function suggest(typed: string, names: Iterable<string>): string | undefined {
  const meant = typed.slice(0, 32).toLowerCase();
  let best: string | undefined;
  let bestDistance = meant.length <= 3 ? 2 : 3;
  for (const name of names) {
    const distance = editDistance(meant, name.toLowerCase());
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/** The end of an error message that suggests a name, or nothing. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const meant = suggest(typed, names);
  return meant === undefined ? '' : `, did you mean "${meant}"?`;
}

/** How many letters have to be put in, taken out, changed, or swapped with the next. */
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
