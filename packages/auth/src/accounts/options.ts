import { availableParallelism } from 'node:os';
import { defaultReservedNames } from '../../../../common/names/account-name.ts';
import {
  expectBoolean,
  expectFunction,
  expectInteger,
  expectOptions,
  shown,
  typeError,
} from '../../../../common/options/expect-options.ts';
import { phcBounds } from '../passwords/hasher.ts';

/** Settings of {@link openAccounts}. */
export interface AccountsOptions {
  /**
   * Create the file if it does not exist.
   *
   * @default true
   */
  create?: boolean;
  /**
   * Memory of a new hash, in KiB: 8 to 262144. Lower than the default (OWASP's first choice for argon2id with two passes) only in tests.
   *
   * @default 19456
   */
  memoryKiB?: number;
  /**
   * Passes of a new hash: 1 to 16.
   *
   * @default 2
   */
  passes?: number;
  /**
   * How many passwords are hashed at once: 1 to 64. Each one uses a core, and one of the four threads of Node's pool. The
   * default leaves a core to the clients that are already logged in.
   *
   * @default 2, or 1 on a machine of one or two cores
   */
  maxHashing?: number;
  /**
   * How many passwords may be queued for hashing. Further calls reject with `ERR_AUTH_BUSY`.
   *
   * @default 256
   */
  maxQueued?: number;
  /**
   * Slow down failed logins and bound the number of logins, per address and per name.
   *
   * @default true
   */
  throttle?: boolean;
  /**
   * The shortest new password, in characters: 1 to 256.
   *
   * @default 8
   */
  minPasswordLength?: number;
  /**
   * Names that cannot be registered, in any case of letters. A `*` at one end matches any characters. Replaces the
   * default: include {@link defaultReservedNames} to extend it.
   *
   * @default {@link defaultReservedNames}, the names of the operator, the server, services and guests
   */
  reservedNames?: readonly string[];
  /**
   * How long a token is valid after its last use, in milliseconds.
   *
   * @default 2592000000 (30 days)
   */
  tokenLifetimeMs?: number;
  /**
   * How many tokens an account may have: 1 to 32. A further one replaces the first to expire.
   *
   * @default 8
   */
  maxTokens?: number;
  /**
   * How long a change waits for other processes and threads that write, in milliseconds.
   *
   * @default 10000
   */
  lockTimeoutMs?: number;
  /**
   * Load changes by others when they happen, and emit their events. Otherwise that happens at the next call.
   *
   * @default true
   */
  watch?: boolean;
  /**
   * Returns the time in milliseconds since 1970.
   *
   * @default Date.now
   */
  now?: () => number;
}

const day = 86_400_000;

/**
 * Checks every option and fills in the defaults.
 *
 * @throws TypeError or RangeError
 */
export function resolveOptions(options: AccountsOptions = {}): Required<AccountsOptions> {
  const defaults: Required<AccountsOptions> = {
    create: true,
    memoryKiB: 19_456,
    passes: 2,
    maxHashing: availableParallelism() > 2 ? 2 : 1,
    maxQueued: 256,
    throttle: true,
    minPasswordLength: 8,
    reservedNames: defaultReservedNames,
    tokenLifetimeMs: 30 * day,
    maxTokens: 8,
    lockTimeoutMs: 10_000,
    watch: true,
    now: Date.now,
  };
  expectOptions('`options`', options, Object.keys(defaults));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved = { ...defaults, ...(Object.fromEntries(given) as AccountsOptions) };
  const { memoryKiB, passes, reservedNames } = resolved;
  expectInteger('memoryKiB', memoryKiB, 8, phcBounds.maxMemoryKiB);
  expectInteger('passes', passes, 1, phcBounds.maxPasses);
  if (memoryKiB * passes > phcBounds.maxWork) {
    const message = `Expected \`memoryKiB\` × \`passes\` to be at most ${phcBounds.maxWork}, got ${memoryKiB * passes}`;
    throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
  }
  expectInteger('maxHashing', resolved.maxHashing, 1, 64);
  expectInteger('maxQueued', resolved.maxQueued, 0, 1_000_000);
  expectInteger('minPasswordLength', resolved.minPasswordLength, 1, 256);
  expectInteger('tokenLifetimeMs', resolved.tokenLifetimeMs, 1_000, 3_650 * day);
  expectInteger('maxTokens', resolved.maxTokens, 1, 32);
  expectInteger('lockTimeoutMs', resolved.lockTimeoutMs, 0, 3_600_000);
  expectBoolean('create', resolved.create);
  expectBoolean('throttle', resolved.throttle);
  expectBoolean('watch', resolved.watch);
  expectFunction('now', resolved.now);
  if (!Array.isArray(reservedNames) || !reservedNames.every((name) => typeof name === 'string')) {
    throw typeError(
      `Expected \`reservedNames\` to be an array of strings, got ${shown(reservedNames)}`,
    );
  }
  return resolved;
}
