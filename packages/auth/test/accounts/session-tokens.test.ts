import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openAccounts } from '../../src/index.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';
import {
  createToken,
  digestsEqual,
  isToken,
  tokenDigest,
} from '../../src/accounts/session-tokens.ts';

const password = 'correct horse';
const here = { address: '192.0.2.1' };
const stale = expect.objectContaining({ code: 'ERR_AUTH_STALE_PROOF' });

test('Accounts.issueToken() accepts a proof by the present password or a valid token', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const registered = await accounts.register('alice', password, here);
  const { token } = await accounts.issueToken('alice', registered.proof);
  const verified = await accounts.verify('ALICE', password, here);
  await accounts.issueToken('alice', verified.proof);
  const resumed = await accounts.resume(token, here);
  await accounts.issueToken('Alice', resumed.proof);
  expect((await accounts.list())[0]?.tokens).toBe(3);
});

test.each([
  ['revoke()', (accounts) => accounts.revoke('alice')],
  ['setPassword()', (accounts) => accounts.setPassword('alice', 'another horse')],
  ['changePassword()', (accounts) => accounts.changePassword('alice', password, 'another horse')],
  [
    'rename()',
    async (accounts) => {
      await accounts.rename('alice', 'anna');
      await accounts.register('alice', password);
    },
  ],
  [
    'remove()',
    async (accounts) => {
      await accounts.remove('alice');
      await accounts.register('alice', password);
    },
  ],
] as [string, (accounts: Awaited<ReturnType<typeof openAccounts>>) => Promise<unknown>][])(
  'Accounts.issueToken() rejects earlier proofs after %s',
  async (_name, act) => {
    await using accounts = await openAccounts(':memory:', fast);
    const byPassword = await accounts.register('alice', password, here);
    const { token } = await accounts.issueToken('alice', byPassword.proof);
    const byToken = await accounts.resume(token, here);
    await act(accounts);
    for (const { proof } of [byPassword, byToken]) {
      await expect(accounts.issueToken('alice', proof)).rejects.toMatchObject({
        code: 'ERR_AUTH_STALE_PROOF',
      });
    }
    const alice = (await accounts.list()).find(({ name }) => name === 'alice');
    expect(alice?.tokens).toBe(0);
  },
);

test('Accounts.revoke() also prevents a token issued in the same turn', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const { proof } = await accounts.register('alice', password, here);
  const revoked = accounts.revoke('alice');
  await expect(accounts.issueToken('alice', proof)).rejects.toEqual(stale);
  await revoked;
});

test('Accounts.changePassword() resolves with a valid proof', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', password, here);
  const { proof } = await accounts.changePassword('alice', password, 'another horse', here);
  await accounts.issueToken('alice', proof);
});

test('Accounts.issueToken() rejects the proof of an expired or replaced token', async () => {
  let now = Date.UTC(2030, 0);
  const options = { ...fast, now: () => now, tokenLifetimeMs: 10_000, maxTokens: 2 };
  await using accounts = await openAccounts(':memory:', options);
  const { proof } = await accounts.register('alice', password, here);
  const first = await accounts.resume((await accounts.issueToken('alice', proof)).token, here);
  now += 1_000;
  await accounts.issueToken('alice', proof);
  now += 1_000;
  // Replaces the first.
  await accounts.issueToken('alice', proof);
  await expect(accounts.issueToken('alice', first.proof)).rejects.toEqual(stale);
  const last = await accounts.resume((await accounts.issueToken('alice', proof)).token, here);
  now += 60_000;
  await expect(accounts.issueToken('alice', last.proof)).rejects.toEqual(stale);
});

test('Accounts.issueToken() rejects proofs of other accounts and processes, and forged ones', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  await using other = await openAccounts(folder.file, fast);
  const { proof } = await accounts.register('alice', password, here);
  await accounts.register('bert', password, here);
  await expect(accounts.issueToken('bert', proof)).rejects.toEqual(stale);
  await expect(other.issueToken('alice', proof)).rejects.toEqual(stale);
  for (const forged of ['', '.', `${proof}x`, proof.slice(0, -1), `x${proof}`]) {
    await expect(accounts.issueToken('alice', forged)).rejects.toEqual(stale);
  }
});

test('Accounts.issueToken() rejects a proof after the hash was replaced by hand', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  const { proof } = await accounts.register('alice', password, here);
  await accounts.register('bert', password, here);
  const text = readFileSync(folder.file, 'utf8');
  const hash = /^bert:([^:]*):/m.exec(text)?.[1] ?? '';
  writeFileSync(
    folder.file,
    text.replace(/^alice:[^:]*/m, () => `alice:${hash}`),
  );
  await expect(accounts.issueToken('alice', proof)).rejects.toEqual(stale);
});

test('createToken() returns 256 different random bits each time', () => {
  const tokens = Array.from({ length: 100 }, createToken);
  expect(new Set(tokens).size).toBe(100);
  expect(tokens.every(isToken)).toBe(true);
  expect(Buffer.from(tokens[0] ?? '', 'base64url')).toHaveLength(32);
});

test('tokenDigest() is SHA-256 in base64url', () => {
  expect(tokenDigest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});

test('digestsEqual() compares digests of any length', () => {
  expect(digestsEqual('abc', 'abc')).toBe(true);
  expect(digestsEqual('abc', 'abd')).toBe(false);
  expect(digestsEqual('abc', 'ab')).toBe(false);
});
