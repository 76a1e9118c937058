import {
  expectFunction,
  expectInteger,
  expectOptions,
  expectString,
  maxTimeoutMs,
  shown,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { isLogLevel, type LogLevel, logLevels } from './log-record.ts';
import type { RecordLimiterOptions } from './record-limiter.ts';

/** Options of `openLog()`. */
export interface LogOptions {
  /** Records below this level are dropped. @default 'info' */
  readonly level?: LogLevel;
  /** How long to hold a record so that an earlier one of another thread can go first, in milliseconds. @default 50 */
  readonly windowMs?: number;
  /**
   * The size at which the file is rotated to `<path>.old`, replacing the previous one, in bytes. `Infinity` never rotates.
   * @default 67,108,864
   */
  readonly maxBytes?: number;
  /**
   * Limits the records of one kind: a burst, then a rate per minute. Records beyond it are counted, and the count is logged
   * every minute. Does not apply to `write()`. @default { burst: 1000, perMinute: 600 }
   */
  readonly limit?: RecordLimiterOptions;
  /** Returns the current time, in milliseconds since the epoch. @default Date.now */
  readonly clock?: () => number;
}

const optionNames = Object.keys({
  level: true,
  windowMs: true,
  maxBytes: true,
  limit: true,
  clock: true,
} satisfies Record<keyof LogOptions, true>);

/** Validates the arguments of `openLog()`. @throws {TypeError | RangeError} with Node's codes for invalid arguments */
export function checkLogOptions(path: string, options: LogOptions): void {
  expectString('path', path);
  if (path === '') throw typeError("Expected `path` not to be ''", 'ERR_INVALID_ARG_VALUE');
  expectOptions('the options', options, optionNames);
  const { level, windowMs, maxBytes, limit, clock } = options;
  if (level !== undefined && !isLogLevel(level)) {
    throw typeError(
      `Expected \`level\` to be ${logLevels.join(', ')}, got ${shown(level)}`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
  if (windowMs !== undefined) expectInteger('windowMs', windowMs, 0, maxTimeoutMs);
  if (maxBytes !== undefined && maxBytes !== Infinity) expectInteger('maxBytes', maxBytes, 1);
  if (limit !== undefined) {
    expectOptions('`limit`', limit, ['burst', 'perMinute'], 'limit.');
    expectInteger('limit.burst', limit.burst, 1);
    expectInteger('limit.perMinute', limit.perMinute, 0);
  }
  if (clock !== undefined) expectFunction('clock', clock);
}
