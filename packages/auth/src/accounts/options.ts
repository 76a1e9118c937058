import { availableParallelism } from 'node:os';
import { phcBounds } from '../passwords/phc.ts';
import { defaultReservedNames } from './name.ts';

/** Settings of {@link openAccounts}. */
export interface AccountsOptions {
  /**
   * Make the file when there is none.
   *
   * @default true
   */
  create?: boolean;
  /**
   * Memory of a new hash, in KiB. Below the default only for tests.
   *
   * @default 19456
   */
  memoryKiB?: number;
  /**
   * Passes of a new hash.
   *
   * @default 2
   */
  passes?: number;
  /**
   * Passwords hashed at once. Each takes a thread of Node's pool of four, and a core: by default one core stays for the
   * clients that are in already.
   *
   * @default 2, or 1 on a machine of one or two cores
   */
  maxHashing?: number;
  /**
   * Passwords that may wait to be hashed; more are refused with `ERR_AUTH_BUSY`.
   *
   * @default 256
   */
  maxQueued?: number;
  /**
   * Slow down who fails, per address and per name.
   *
   * @default true
   */
  throttle?: boolean;
  /**
   * Shortest new password, in characters.
   *
   * @default 8
   */
  minPasswordLength?: number;
  /**
   * Names that cannot be registered; `*` at one end matches anything. They take the place of the default: add to
   * {@link defaultReservedNames} to keep it.
   *
   * @default names of the operator, the server, services and guests, see {@link defaultReservedNames}
   */
  reservedNames?: readonly string[];
  /**
   * How long a token lives after it was last used, in milliseconds.
   *
   * @default 2592000000 (30 days)
   */
  tokenLifetimeMs?: number;
  /**
   * Tokens of one account; a further one takes the place of the first to expire.
   *
   * @default 8
   */
  maxTokens?: number;
  /**
   * How long a change waits for other processes and threads, in milliseconds.
   *
   * @default 10000
   */
  lockTimeoutMs?: number;
  /**
   * Tell about edits by others as they happen. Without it they are taken up all the same, at the next call.
   *
   * @default true
   */
  watch?: boolean;
  /**
   * The clock, in milliseconds since 1970.
   *
   * @default Date.now
   */
  now?: () => number;
}

const day = 86_400_000;

/** Fills in the defaults and checks every option. */
export function resolveOptions({
  create = true,
  memoryKiB = 19_456,
  passes = 2,
  maxHashing = availableParallelism() > 2 ? 2 : 1,
  maxQueued = 256,
  throttle = true,
  minPasswordLength = 8,
  reservedNames = defaultReservedNames,
  tokenLifetimeMs = 30 * day,
  maxTokens = 8,
  lockTimeoutMs = 10_000,
  watch = true,
  now = Date.now,
}: AccountsOptions = {}): Required<AccountsOptions> {
  assertInteger('memoryKiB', memoryKiB, 8, phcBounds.maxMemoryKiB);
  assertInteger('passes', passes, 1, phcBounds.maxPasses);
  if (memoryKiB * passes > phcBounds.maxWork) {
    throw new RangeError(
      `Expected \`memoryKiB\` × \`passes\` to be at most ${phcBounds.maxWork}, got ${memoryKiB * passes}`,
    );
  }
  assertInteger('maxHashing', maxHashing, 1, 64);
  assertInteger('maxQueued', maxQueued, 0, 1_000_000);
  assertInteger('minPasswordLength', minPasswordLength, 1, 256);
  assertInteger('tokenLifetimeMs', tokenLifetimeMs, 1_000, 3_650 * day);
  assertInteger('maxTokens', maxTokens, 1, 32);
  assertInteger('lockTimeoutMs', lockTimeoutMs, 0, 3_600_000);
  assertType('create', create, 'boolean');
  assertType('throttle', throttle, 'boolean');
  assertType('watch', watch, 'boolean');
  assertType('now', now, 'function');
  if (!Array.isArray(reservedNames) || !reservedNames.every((name) => typeof name === 'string')) {
    throw new TypeError('Expected `reservedNames` to be an array of strings');
  }
  return {
    create,
    memoryKiB,
    passes,
    maxHashing,
    maxQueued,
    throttle,
    minPasswordLength,
    reservedNames,
    tokenLifetimeMs,
    maxTokens,
    lockTimeoutMs,
    watch,
    now,
  };
}

function assertType(name: string, value: unknown, type: 'boolean' | 'function'): void {
  if (typeof value !== type) {
    throw new TypeError(`Expected \`${name}\` to be a ${type}, got ${typeof value}`);
  }
}

function assertInteger(name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number') {
    throw new TypeError(`Expected \`${name}\` to be a number, got ${typeof value}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(
      `Expected \`${name}\` to be a whole number from ${min} to ${max}, got ${value}`,
    );
  }
}
