import { expect, test } from '@jest/globals';
import { openAccounts } from '../../src/index.ts';
import { resolveOptions, type AccountsOptions } from '../../src/accounts/options.ts';

test.each([
  [
    { memoryKiB: 7 },
    RangeError,
    'Expected `memoryKiB` to be a whole number from 8 to 262144, got 7',
  ],
  [{ memoryKiB: 262_144, passes: 5 }, RangeError, 'Expected `memoryKiB` × `passes` to be at most'],
  [{ passes: 1.5 }, RangeError, 'Expected `passes` to be a whole number from 1 to 16, got 1.5'],
  [{ maxHashing: 0 }, RangeError, 'Expected `maxHashing`'],
  [{ maxQueued: Number.NaN }, RangeError, 'Expected `maxQueued`'],
  [{ minPasswordLength: 0 }, RangeError, 'Expected `minPasswordLength`'],
  [{ tokenLifetimeMs: -1 }, RangeError, 'Expected `tokenLifetimeMs`'],
  [{ maxTokens: 33 }, RangeError, 'Expected `maxTokens`'],
  [{ lockTimeoutMs: '1' }, TypeError, 'Expected `lockTimeoutMs` to be a number, got string'],
  [{ watch: 1 }, TypeError, 'Expected `watch` to be a boolean, got number'],
  [{ reservedNames: 'root' }, TypeError, 'Expected `reservedNames` to be an array of strings'],
  [{ now: 0 }, TypeError, 'Expected `now` to be a function, got number'],
])('resolveOptions() rejects %j', (options, type, message) => {
  const resolve = () => resolveOptions(options as AccountsOptions);
  expect(resolve).toThrow(type);
  expect(resolve).toThrow(message);
});

test('openAccounts() rejects an invalid path', async () => {
  await expect(openAccounts('')).rejects.toThrow('Expected `path` to be a path, got ""');
  await expect(openAccounts(7 as never)).rejects.toThrow(TypeError);
});
