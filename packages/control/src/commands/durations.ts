import { messageOf } from '../../../../common/thrown.ts';
import { parseDuration, splitDuration } from '../../../../common/text/duration.ts';
import { ControlError } from '../errors.ts';

/** The longest time a timer of Node takes. */
const maxTimerMs = 2_147_483_647;

/** Reads a duration as typed. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function readDuration(typed: string): number {
  const ms = parseDuration(typed);
  if (ms !== undefined) return ms;
  throw new ControlError(
    'ERR_CONTROL_USAGE',
    `Expected a duration such as 30s, 10m or 2h, got "${typed}"`,
  );
}

/** A duration that a timer can take. @throws {ControlError} `ERR_CONTROL_USAGE` */
export function checkWait(ms: number, typed: string): number {
  if (ms <= maxTimerMs) return ms;
  throw new ControlError('ERR_CONTROL_USAGE', `Expected at most 24d, got "${typed}"`);
}

/**
 * Splits a leading duration off words, as every command takes it: `7d flooding`.
 *
 * @throws {ControlError} `ERR_CONTROL_USAGE` if it is mistyped
 */
export function takeDuration(words: readonly string[]): ReturnType<typeof splitDuration> {
  try {
    return splitDuration(words.join(' '));
  } catch (error) {
    throw new ControlError('ERR_CONTROL_USAGE', messageOf(error));
  }
}
