import { messageOf } from '../../../../common/thrown.ts';
import { formatTime, parseDuration, splitDuration } from '../../../../common/text/duration.ts';
import { ControlError } from '../errors.ts';

const unitBytes: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Parses `512`, `64k`, `64KiB`, `1m` or `2g` as bytes; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d{1,12})(?:([kmg])(?:i?b)?)?$/i.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * (unitBytes[(match[2] ?? '').toLowerCase()] ?? 1);
}

/** Formats bytes: `512 B`, `1.5 KiB`, `64 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** Formats a time as `2026-01-31 12:00 UTC`, or `-` if it is not a time. */
export function formatMoment(ms: number): string {
  return Number.isNaN(new Date(ms).getTime()) ? '-' : formatTime(ms);
}

/** Formats a ratio as `12 %`. */
export function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** The longest delay of a Node timer. */
const maxTimerMs = 2_147_483_647;

/** Parses a duration. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function requireDuration(typed: string): number {
  const ms = parseDuration(typed);
  if (ms !== undefined) return ms;
  throw new ControlError(
    'ERR_CONTROL_USAGE',
    `Expected a duration such as 30s, 10m or 2h, got "${typed}"`,
  );
}

/** Checks that a duration fits a timer. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function checkTimerDuration(ms: number, typed: string): number {
  if (ms <= maxTimerMs) return ms;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected at most 24d, got "${typed}"`);
}

/**
 * Splits a leading duration from the rest: `7d flooding`.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` if it looks like a mistyped duration
 */
export function splitLeadingDuration(words: readonly string[]): ReturnType<typeof splitDuration> {
  try {
    return splitDuration(words.join(' '));
  } catch (error) {
    throw new ControlError('ERR_CONTROL_USAGE', messageOf(error));
  }
}
