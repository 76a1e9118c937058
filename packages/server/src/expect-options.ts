import { inspect } from 'node:util';

/** A value for a message: on one line, and short. */
export function shown(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: 80,
  });
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/**
 * @param prefix stands before the names in messages, as `tls.`
 * @throws {TypeError} unless the value is an object, and each of its properties is one of the names
 */
export function expectOptions(
  what: string,
  options: unknown,
  names: readonly string[],
  prefix = '',
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`Expected ${what} to be an object, got ${shown(options)}`);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const similar = mostSimilar(name, names);
    const hint = similar === undefined ? '' : `: did you mean \`${prefix}${similar}\`?`;
    throw new TypeError(`Unknown option \`${prefix}${name}\`${hint}`);
  }
}

/** @throws {TypeError} unless the value is true or false */
export function expectBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean')
    throw new TypeError(`Expected \`${name}\` to be true or false, got ${shown(value)}`);
}

/** The name that a misspelt one is most likely meant to be. */
function mostSimilar(name: string, names: readonly string[]): string | undefined {
  const distances = names.map(
    (one) => [distance(name.toLowerCase(), one.toLowerCase()), one] as const,
  );
  const [least, best] = distances.reduce((a, b) => (b[0] < a[0] ? b : a));
  return least <= (name.length + 2) / 3 ? best : undefined;
}

/** How many letters have to be added, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
