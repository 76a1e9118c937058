import { expectOptions, shown } from '../../../common/options/expect-options.ts';
import type { Rate } from './token-bucket.ts';

/** The rate limit for the lines of one account, counted over all its connections. */
export interface FloodLimits {
  /** Maximum number of lines sent at once; at least 1. @default 10 */
  readonly burst: number;
  /** Sustained number of lines per second. @default 2 */
  readonly perSecond: number;
  /** Maximum number of delayed lines per connection. Further lines are dropped. @default 100 */
  readonly maxWaiting: number;
  /** Number of lines dropped in a row after which the client is closed. @default 400 */
  readonly maxDropped: number;
}

/** The default limits. */
export const defaultFlood: FloodLimits = {
  burst: 10,
  perSecond: 2,
  maxWaiting: 100,
  maxDropped: 400,
};

/**
 * The budget that an action is charged to: `talk` for lines that others see, `rooms` for logins, joins and parts, and
 * `queries` for everything else, weighted by cost.
 */
export type FloodKind = 'talk' | 'rooms' | 'queries';

export const floodKinds: readonly FloodKind[] = ['talk', 'rooms', 'queries'];

/** Allows a client to join twelve rooms and request the members and modes of each, three times in a row. */
const rooms: Rate = { burst: 40, perSecond: 0.5 };
const queries: Rate = { burst: 100, perSecond: 5 };

/** Returns the rate of one budget. */
export function floodRate(limits: FloodLimits, kind: FloodKind): Rate {
  if (kind === 'talk') return limits;
  return kind === 'rooms' ? rooms : queries;
}

/** Upper bound of every limit. */
const maxFlood = 1_000_000;

/**
 * Validates limits set by a program or an operator. A burst below one line would block every line.
 *
 * @throws {TypeError | RangeError} with a code, for a limit that is unknown, missing or invalid
 */
export function checkFlood(limits: FloodLimits): FloodLimits {
  const names = Object.keys(defaultFlood) as Array<keyof FloodLimits>;
  expectOptions('`flood`', limits, names, 'flood.');
  for (const name of names) {
    const value: unknown = limits[name];
    const least = name === 'burst' ? 1 : Number.MIN_VALUE;
    if (typeof value === 'number' && value >= least && value <= maxFlood) continue;
    const bounds = least === 1 ? `from 1 to ${maxFlood}` : `above 0, at most ${maxFlood}`;
    const message = `Expected \`${name}\` to be a number ${bounds}, got ${shown(value)}`;
    throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
  }
  return limits;
}

/** The remaining budget of each kind. Full budgets are omitted. */
export type FloodLevels = Partial<Record<FloodKind, number>>;

/** The limits and remaining budgets of a session at login. */
export interface FloodState {
  readonly limits: FloodLimits | 'off';
  readonly levels: FloodLevels;
}
