const pattern =
  /(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z/y;

/** How long every time is, as {@link formatTime} writes it. */
export const timeLength = 24;

/** A time as the file has it: UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Reads a time that {@link formatTime} wrote, from 1970 to 9999.
 *
 * @throws SyntaxError when it is malformed or there is no such day.
 */
export function parseTime(text: string): number {
  if (text.length !== timeLength || !isTimeAt(text, 0)) throw new SyntaxError('malformed time');
  return timeAt(text, 0);
}

/**
 * Whether a time stands there. A large file holds very many: in the midst of its line it is checked without being cut
 * out, and stricter than by `Date.parse`, which also knows other forms and moves 30 February into March.
 */
export function isTimeAt(text: string, start: number): boolean {
  pattern.lastIndex = start;
  if (!pattern.test(text)) return false;
  const day = digits(text, start + 8, 2);
  return day <= 28 || new Date(timeAt(text, start)).getUTCDate() === day;
}

/** The time that stands there, where {@link isTimeAt}. */
export function timeAt(text: string, start: number): number {
  return Date.UTC(
    digits(text, start, 4),
    digits(text, start + 5, 2) - 1,
    digits(text, start + 8, 2),
    digits(text, start + 11, 2),
    digits(text, start + 14, 2),
    digits(text, start + 17, 2),
    digits(text, start + 20, 3),
  );
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i += 1) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}
