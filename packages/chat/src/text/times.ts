/** How times stand before lines. */
export type Timestamps = 'off' | 'time' | 'datetime';

/** A time as it stands before a line, in UTC; empty for `off`. */
export function stamp(at: number, timestamps: Timestamps): string {
  if (timestamps === 'off') return '';
  const iso = new Date(at).toISOString();
  return timestamps === 'time'
    ? `[${iso.slice(11, 16)}] `
    : `[${iso.slice(0, 10)} ${iso.slice(11, 16)}] `;
}
