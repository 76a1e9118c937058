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
const whole = new RegExp(`^(?:${part} ?)+$`, 'i');

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
  if (durationMs !== undefined) {
    // The next part of one like `2h 5m`.
    const [, next = '', more = ''] = /^(\S*)\s*([^]*)$/.exec(rest) ?? [];
    const nextMs = parseDuration(next);
    if (nextMs === undefined || nextMs >= durationMs) return { durationMs, rest: rest.trim() };
    return { durationMs: durationMs + nextMs, rest: more.trim() };
  }
  if (!mistaken.test(first) || ordinal.test(first)) return { durationMs, rest: text.trim() };
  throw new RangeError(`Expected a duration such as 30m, 2h or 7d, got "${first}"`);
}

/** Formats milliseconds as its two largest units, to the nearest second: `12s`, `5m 30s`, `2h 5m`, `1d`. */
export function formatDuration(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds === 0) return '0s';
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    seconds %= size;
    if (count > 0) parts.push(`${count}${unit}`);
    // Only adjacent units: `1d`, not `1d 5s`.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** Formats how long to wait: as {@link formatDuration}, but rounded up to at least a second. */
export function formatWait(ms: number): string {
  return formatDuration(Math.max(1, Math.ceil(ms / second)) * second);
}

/** Formats a time, in ms since 1970, as `2026-01-31 12:00 UTC`. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Formats when something ends: `until 2026-01-31 12:00 UTC`, or `permanently` if it does not. */
export function formatEnd(ms: number | undefined): string {
  return ms === undefined ? 'permanently' : `until ${formatTime(ms)}`;
}

function sum(text: string): number | undefined {
  let ms = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+) ?([a-z]+)/g)) {
    const short = longUnits.find(([pattern]) => pattern.test(unit))?.[1] ?? unit;
    ms += Number(count) * (Object.hasOwn(unitMs, short) ? (unitMs[short] ?? NaN) : NaN);
  }
  return ms <= maxMs ? ms : undefined;
}
