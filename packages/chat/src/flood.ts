import { expectOptions, shown } from '../../../common/options/expect-options.ts';
import type { Rate } from './token-bucket.ts';

/** How fast one account may talk, over all its connections. */
export interface FloodLimits {
  /** So many lines at once, 1 at least. @default 10 */
  readonly burst: number;
  /** Then so many lines a second. @default 2 */
  readonly perSecond: number;
  /** So many lines of a connection wait their turn; what comes on top is dropped. @default 100 */
  readonly maxWaiting: number;
  /** After so many lines dropped without a pause the client is closed. @default 400 */
  readonly maxDropped: number;
}

/** The limits unless told otherwise. */
export const defaultFlood: FloodLimits = {
  burst: 10,
  perSecond: 2,
  maxWaiting: 100,
  maxDropped: 400,
};

/**
 * What something a client does counts as, each with a budget of its own: lines that others see, coming and going
 * (log-ins too), and everything else, by the work it makes.
 */
export type FloodKind = 'talk' | 'rooms' | 'queries';

export const floodKinds: readonly FloodKind[] = ['talk', 'rooms', 'queries'];

/** Enough for a client that joins twelve rooms, and asks for the members and modes of each, three times in a row. */
const rooms: Rate = { burst: 40, perSecond: 0.5 };
const queries: Rate = { burst: 100, perSecond: 5 };

/** The budget of one kind under some limits. */
export function floodRate(limits: FloodLimits, kind: FloodKind): Rate {
  if (kind === 'talk') return limits;
  return kind === 'rooms' ? rooms : queries;
}

/** The most of anything that a limit may be. */
const maxFlood = 1_000_000;

/**
 * Checks limits given by a program or an operator. A burst of less than one line would let none pass.
 *
 * @throws {TypeError | RangeError} with a code, for a limit that is unknown, missing or makes no sense
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

/** What is left for each kind, where it is not everything. */
export type FloodLevels = Partial<Record<FloodKind, number>>;

/** What a session is held to when it comes. */
export interface FloodState {
  readonly limits: FloodLimits | 'off';
  readonly levels: FloodLevels;
}
