const pattern =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A time as the file has it: UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export function formatTime(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Reads a time that {@link formatTime} wrote, from 1970 to 9999. Large files hold very many, and this takes a third of
 * what `Date.parse` does, which also knows other forms and moves 30 February into March.
 *
 * @throws SyntaxError when it is malformed or there is no such day.
 */
export function parseTime(text: string): number {
  if (!pattern.test(text)) throw new SyntaxError('malformed time');
  const year = number(text, 0, 4);
  const month = number(text, 5, 7) - 1;
  const day = number(text, 8, 10);
  if (day > 28 && new Date(Date.UTC(year, month, day)).getUTCDate() !== day) {
    throw new SyntaxError('malformed time: no such day');
  }
  const clock = [number(text, 11, 13), number(text, 14, 16), number(text, 17, 19)] as const;
  return Date.UTC(year, month, day, ...clock, number(text, 20, 23));
}

function number(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i += 1) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}
