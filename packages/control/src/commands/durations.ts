import { ControlError } from '../errors.ts';
import { parseDuration } from '../text/quantity.ts';

/** The longest time a timer of Node takes. */
const maxMs = 2_147_483_647;

/** Reads a time as typed. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function readDuration(typed: string): number {
  const ms = parseDuration(typed);
  if (ms !== undefined && ms <= maxMs) return ms;
  throw new ControlError(
    'ERR_CONTROL_USAGE',
    `Expected a time like 30s, 10m or 2h, got "${typed}"`,
  );
}
