import {
  expectBoolean,
  expectFunction,
  expectInteger,
  expectOptions,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { checkFlood, defaultFlood, type FloodLimits } from '../flood.ts';
import type { History } from '../history/history.ts';
import { maxMotdBytes } from '../protocol/messages.ts';

/** Writes one record to the hub's log. Records never contain message text. */
export type HubLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, string | number>>,
) => void;

/** The options of both `new Hub()` and `startHub()`. */
export interface HubSettings {
  /** Also stores private messages, for their two accounts only. @default false */
  readonly keepPrivate?: boolean;
  /** Lines shown to every client before it logs in, at most 16 KiB. @default none */
  readonly motd?: readonly string[];
  /** How fast an account may post, over all its connections. @default burst 10, then 2/s */
  readonly flood?: FloodLimits | 'off';
  /** Maximum number of rooms. @default 1000 */
  readonly maxRooms?: number;
  /** Maximum number of rooms per session. @default 20 */
  readonly maxRoomsPerSession?: number;
  /** Maximum number of sessions per account; one more closes the oldest. @default 10 */
  readonly maxSessionsPerAccount?: number;
  /** Approximate unread bytes beyond which a client thread is dropped. @default 16 MiB */
  readonly maxThreadBytes?: number;
  /** Messages shown on joining a room. @default 20 */
  readonly replay?: number;
}

/** The options of a hub. Only `history` is required. */
export interface HubOptions extends HubSettings {
  /** Where messages are stored. */
  readonly history: History;
  /** Returns the time in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** Returns a monotonic time in ms, to measure durations. @default performance.now */
  readonly elapsed?: () => number;
  /** Receives the hub's log records. @default nowhere */
  readonly log?: HubLog;
}

const settings: Record<keyof HubSettings, true> = {
  keepPrivate: true,
  motd: true,
  flood: true,
  maxRooms: true,
  maxRoomsPerSession: true,
  maxSessionsPerAccount: true,
  maxThreadBytes: true,
  replay: true,
};

/** Rejects unknown options and bad values. @throws {TypeError | RangeError} with a code */
export function checkSettings(options: HubSettings, others: readonly string[]): void {
  expectOptions('the options', options, [...Object.keys(settings), ...others]);
  const { keepPrivate, motd, flood, replay } = options;
  if (keepPrivate !== undefined) expectBoolean('keepPrivate', keepPrivate);
  if (motd !== undefined) checkMotd(motd);
  if (flood !== undefined && flood !== 'off') checkFlood(flood);
  if (replay !== undefined) expectInteger('replay', replay, 0);
  for (const name of ['maxRooms', 'maxRoomsPerSession', 'maxSessionsPerAccount'] as const)
    if (options[name] !== undefined) expectInteger(name, options[name], 1);
  if (options.maxThreadBytes !== undefined)
    expectInteger('maxThreadBytes', options.maxThreadBytes, 1);
}

/** Checks options and fills in the defaults. @throws {TypeError | RangeError} with a code */
export function withDefaults(options: HubOptions): Required<HubOptions> {
  checkSettings(options, ['history', 'now', 'elapsed', 'log']);
  if (typeof (options.history as Partial<History> | undefined)?.append !== 'function')
    throw typeError('Expected `history` to be a History, such as `new MemoryHistory()`');
  for (const name of ['now', 'elapsed', 'log'] as const)
    if (options[name] !== undefined) expectFunction(name, options[name]);
  return {
    history: options.history,
    keepPrivate: options.keepPrivate ?? false,
    motd: options.motd ?? [],
    flood: options.flood ?? defaultFlood,
    maxRooms: options.maxRooms ?? 1000,
    maxRoomsPerSession: options.maxRoomsPerSession ?? 20,
    maxSessionsPerAccount: options.maxSessionsPerAccount ?? 10,
    maxThreadBytes: options.maxThreadBytes ?? 16 * 1024 * 1024,
    replay: options.replay ?? 20,
    now: options.now ?? Date.now,
    elapsed: options.elapsed ?? (() => Math.round(performance.now())),
    log: options.log ?? (() => {}),
  };
}

/** @throws {TypeError} if `motd` is not an array of strings @throws {RangeError} if it exceeds 16 KiB */
export function checkMotd(motd: readonly string[]): readonly string[] {
  if (!Array.isArray(motd) || !motd.every((line) => typeof line === 'string'))
    throw typeError('Expected `motd` to be an array of strings');
  const bytes = Buffer.byteLength(motd.join('\n'));
  if (bytes <= maxMotdBytes) return motd;
  const message = `Expected \`motd\` to be at most ${maxMotdBytes} bytes, got ${bytes}`;
  throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}
