const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  m: minute,
  h: hour,
  d: day,
  w: 7 * day,
  mo: 30 * day,
  y: 365 * day,
};

/** Longer spellings of the units. */
const longUnits: ReadonlyArray<[RegExp, string]> = [
  [/^(?:millisecond|msec)s?$/, 'ms'],
  [/^(?:second|sec)s?$/, 's'],
  [/^(?:minute|min)s?$/, 'm'],
  [/^(?:hour|hr)s?$/, 'h'],
  [/^days?$/, 'd'],
  [/^weeks?$/, 'w'],
  [/^months?$/, 'mo'],
  [/^years?$/, 'y'],
];

/** A longer duration is considered a typing error. */
const maxMs = 100 * 365 * day;

const part = String.raw`\d{1,9} ?[a-z]{1,12}`;
const whole = new RegExp(`^(?:${part})+$`, 'i');

/** A number that could have been meant as a duration. */
const mistaken =
  /^\d+(?:[.,]\d+)?(?:[a-z]{0,2}|[a-z]*(?:sec|min|hour|hr|day|week|month|year)[a-z]*)$/i;
/** The start of a reason such as "3rd warning". */
const ordinal = /^\d+(?:st|nd|rd|th)$/i;

/**
 * Parses a duration to milliseconds: `250ms`, `90s`, `10m`, `1h30m`, `7d`, `2w`, `6mo` (of 30 days), `1y`, or the units
 * written out (`10min`, `2hours`). Returns undefined for anything else, and for a number without a unit unless `bareUnit` is given.
 */
export function parseDuration(
  text: string,
  { bareUnit }: { bareUnit?: 'ms' | 's' } = {},
): number | undefined {
  const typed = text.trim().toLowerCase();
  if (bareUnit !== undefined && /^\d{1,15}$/.test(typed)) return sum(`${typed}${bareUnit}`);
  return whole.test(typed) ? sum(typed) : undefined;
}

/**
 * Splits the arguments of a command into a duration and the rest, as in `7d flooding`. Without a duration, all is the rest.
 *
 * @throws {RangeError} if the first word is a number that is not a duration (`10`, `3x`): a typing error must not make a ban
 *   permanent.
 */
export function splitDuration(text: string): { durationMs: number | undefined; rest: string } {
  const [, first = '', rest = ''] = /^\s*(\S*)\s*([^]*)$/.exec(text) ?? [];
  const durationMs = parseDuration(first);
  if (durationMs !== undefined) return { durationMs, rest: rest.trim() };
  if (!mistaken.test(first) || ordinal.test(first)) return { durationMs, rest: text.trim() };
  throw new RangeError(`Expected a duration such as 30m, 2h or 7d, got "${first}"`);
}

function sum(text: string): number | undefined {
  let ms = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+) ?([a-z]+)/g)) {
    const short = longUnits.find(([pattern]) => pattern.test(unit))?.[1] ?? unit;
    ms += Number(count) * (Object.hasOwn(unitMs, short) ? (unitMs[short] ?? NaN) : NaN);
  }
  return ms <= maxMs ? ms : undefined;
}
