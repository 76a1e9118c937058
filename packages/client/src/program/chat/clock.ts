import type { Timestamps } from './settings.ts';

/** A time as it is shown before a line, with a space behind it. */
export function stamp(time: Date, now: Date, timestamps: Timestamps): string {
  const ofDay = `${two(time.getHours())}:${two(time.getMinutes())}`;
  switch (timestamps) {
    case 'off':
      return '';
    case 'time':
      return `${ofDay} `;
    case 'datetime':
      return `${day(time)} ${ofDay} `;
    case 'auto':
      return `${clock(time, now)} `;
  }
}

/** The time of day here, `14:02`; of another day with its date, `2026-11-23 14:02`. */
export function clock(time: Date, now: Date): string {
  const ofDay = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return time.toDateString() === now.toDateString() ? ofDay : `${day(time)} ${ofDay}`;
}

function day(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
