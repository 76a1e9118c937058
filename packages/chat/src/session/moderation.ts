import { formatDuration, splitDuration } from '../../../../common/text/duration.ts';
import { ChatError } from '../errors.ts';
import { defaultFlood, type FloodLimits } from '../flood.ts';

const defaultMuteMs = 600_000;

/** Reads how long a mute lasts, such as `10m`. @throws ChatError `ERR_CHAT_BAD_INPUT` if the text is not a duration */
export function parseMute(text: string): number {
  const { durationMs = defaultMuteMs, rest } = leadingDuration(text);
  if (rest === '') return durationMs;
  const got = rest.slice(0, 32);
  throw new ChatError('ERR_CHAT_BAD_INPUT', `Expected a duration such as 10m, got "${got}"`);
}

/** Reads how long a ban lasts, `undefined` for a permanent one, and its reason: `7d flooding`. @throws ChatError */
export function parseBan(text: string): { forMs: number | undefined; reason: string } {
  const { durationMs, rest } = leadingDuration(text);
  return { forMs: durationMs, reason: rest };
}

/**
 * Splits a leading duration off a text.
 *
 * @throws ChatError `ERR_CHAT_BAD_INPUT` if it is mistyped or 0
 */
function leadingDuration(text: string): ReturnType<typeof splitDuration> {
  let split: ReturnType<typeof splitDuration>;
  try {
    split = splitDuration(text);
  } catch (cause) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', (cause as RangeError).message, { cause });
  }
  if (split.durationMs === 0) {
    throw new ChatError('ERR_CHAT_BAD_INPUT', 'Expected a duration longer than 0');
  }
  return split;
}

/** How long a new ban lasts, in words. */
export function banPeriod(forMs: number | undefined): string {
  return forMs === undefined ? 'permanently' : `for ${formatDuration(forMs)}`;
}

/** Reads flood limits: `off`, or the burst and the lines per second. @throws ChatError with the usage if it cannot */
export function parseFlood(text: string, usage: string): FloodLimits | 'off' {
  if (text.toLowerCase() === 'off') return 'off';
  const match = /^(\d{1,6})\s+(\d{1,6}(?:\.\d+)?)$/.exec(text);
  if (!match) throw new ChatError('ERR_CHAT_BAD_INPUT', `Usage: ${usage}`);
  return { ...defaultFlood, burst: Number(match[1]), perSecond: Number(match[2]) };
}

/** Flood limits in words. */
export function floodText(limits: FloodLimits | 'off'): string {
  if (limits === 'off') return 'flood limits are off';
  const { burst, perSecond } = limits;
  const lines = burst === 1 ? '1 line' : `${burst} lines`;
  return `users may send ${lines} at once, then ${perSecond} per second`;
}
