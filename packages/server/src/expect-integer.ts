import { shown } from './expect-options.ts';

/** @throws {RangeError} unless the value is a whole number within the bounds, both included */
export function expectInteger(
  name: string,
  value: unknown,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return;
  const bounds =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`Expected \`${name}\` to be a whole number ${bounds}, got ${shown(value)}`);
}

/** The longest delay a Node timer takes, in ms; a longer one would fire at once. */
export const maxTimeoutMs = 2_147_483_647;
