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
  [{ lockTimeoutMs: '1' }, RangeError, 'Expected `lockTimeoutMs` to be a whole number from 0 to'],
  [{ watch: 1 }, TypeError, 'Expected `watch` to be true or false, got 1'],
  [{ reservedNames: 'root' }, TypeError, 'Expected `reservedNames` to be an array of strings'],
  [{ now: 0 }, TypeError, 'Expected `now` to be a function, got 0'],
  [{ maxTokes: 2 }, TypeError, 'Unknown option `maxTokes`: did you mean `maxTokens`?'],
  [{ tls: true }, TypeError, 'Unknown option `tls`'],
  [null, TypeError, 'Expected `options` to be an object, got null'],
])('resolveOptions() rejects %j', (options, type, message) => {
  const resolve = () => resolveOptions(options as AccountsOptions);
  expect(resolve).toThrow(type);
  expect(resolve).toThrow(message);
  expect(resolve).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^ERR_(INVALID_ARG|OUT_OF_RANGE)/) }),
  );
});

test('openAccounts() rejects an invalid path', async () => {
  await expect(openAccounts('')).rejects.toThrow(
    "Expected `path` to be the path of a file, got ''",
  );
  await expect(openAccounts(7 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  const misspelt = { creat: false } as AccountsOptions;
  await expect(openAccounts(':memory:', misspelt)).rejects.toThrow('did you mean `create`?');
});

test('resolveOptions() hashes at most two passwords at once by default', () => {
  expect([1, 2]).toContain(resolveOptions().maxHashing);
});
