import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { openAccounts, type AccountChange, type Accounts } from '../../src/index.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

const password = 'correct horse';
const here = { address: '192.0.2.1' };

/** The next changes of accounts after an action. */
async function changesOf(accounts: Accounts, act: () => unknown): Promise<AccountChange[]> {
  const change = once(accounts, 'change');
  await act();
  return (await change)[0] as AccountChange[];
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

test('Accounts emits changes that affect sessions, with the session that may continue', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const { version } = await accounts.register('Alice', password, here);
  const next = (act: () => unknown): Promise<AccountChange[]> => changesOf(accounts, act);
  expect(
    await next(() =>
      accounts.changePassword('alice', password, 'another horse', { ...here, session: 'a.7' }),
    ),
  ).toEqual([{ type: 'password', name: 'Alice', session: 'a.7', version: version + 1 }]);
  expect(await next(() => accounts.setPassword('alice', password))).toEqual([
    { type: 'password', name: 'Alice', session: undefined, version: version + 2 },
  ]);
  expect(await next(() => accounts.revoke('alice'))).toEqual([
    { type: 'revoked', name: 'Alice', session: undefined, version: version + 3 },
  ]);
  expect(await next(() => accounts.setRoles('alice', ['operator']))).toEqual([
    { type: 'roles', name: 'Alice', roles: ['operator'], version: version + 4 },
  ]);
  expect(await next(() => accounts.rename('alice', 'anna'))).toEqual([
    { type: 'renamed', name: 'Alice', to: 'anna', version: version + 5 },
  ]);
  expect(await next(() => accounts.remove('anna'))).toEqual([
    { type: 'removed', name: 'anna', version: version + 6 },
  ]);
  await accounts.register('bert', password);
  await accounts.register('carl', password);
  expect(await next(() => accounts.clear())).toEqual([{ type: 'cleared', version: version + 7 }]);
});

test('Accounts emits changes by others: another process, or an edit by hand', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  await using other = await openAccounts(folder.file, { ...fast, watch: false });
  for (const name of ['alice', 'bert', 'carl']) await other.register(name, password);
  const { token } = await other.issueToken('carl');
  await accounts.reload();
  const next = async (act: () => unknown): Promise<object[]> => {
    const changes = await changesOf(accounts, async () => {
      await act();
      await accounts.reload();
    });
    return changes.map((change) => ({ ...change, version: 0 }));
  };
  // There is no token, but there may be a session, so the file has to show the revocation.
  expect(await next(() => other.revoke('alice'))).toEqual([
    { type: 'revoked', name: 'alice', session: undefined, version: 0 },
  ]);
  expect(await next(() => other.setPassword('alice', 'another horse'))).toEqual([
    { type: 'password', name: 'alice', session: undefined, version: 0 },
  ]);
  expect(await next(() => other.setRoles('bert', ['operator']))).toEqual([
    { type: 'roles', name: 'bert', roles: ['operator'], version: 0 },
  ]);
  expect(
    await next(() => edit(folder.file, (text) => text.replace(/ roles=operator/, ''))),
  ).toEqual([{ type: 'roles', name: 'bert', roles: [], version: 0 }]);
  expect(await next(() => edit(folder.file, (text) => text.replace(/^bert:/m, 'berta:')))).toEqual([
    { type: 'renamed', name: 'bert', to: 'berta', version: 0 },
  ]);
  // Tokens removed by hand.
  expect(
    await next(() => edit(folder.file, (text) => text.replace(/^(carl.*) tokens=\S+/m, '$1'))),
  ).toEqual([{ type: 'revoked', name: 'carl', session: undefined, version: 0 }]);
  await expect(accounts.resume(token, here)).rejects.toMatchObject({ code: 'ERR_AUTH_BAD_TOKEN' });
  // A hash replaced by hand.
  const hash = /^alice:([^:]*):/m.exec(readFileSync(folder.file, 'utf8'))?.[1] ?? '';
  expect(
    await next(() =>
      edit(folder.file, (text) => text.replace(/^carl:[^:]*/m, () => `carl:${hash}`)),
    ),
  ).toEqual([{ type: 'password', name: 'carl', session: undefined, version: 0 }]);
  // Removed and registered again before the file was read: not the same account.
  expect(
    await next(async () => {
      await other.remove('carl');
      await other.register('carl', password);
    }),
  ).toEqual([{ type: 'removed', name: 'carl', version: 0 }]);
  expect(await next(() => other.clear())).toEqual([{ type: 'cleared', version: 0 }]);
});

test('Accounts emits no change for new accounts, tokens, logins and renewed hashes', async () => {
  using folder = temporaryFolder();
  {
    await using weak = await openAccounts(folder.file, fast);
    await weak.register('alice', password);
  }
  const changed: AccountChange[] = [];
  {
    await using accounts = await openAccounts(folder.file, { ...fast, passes: 2 });
    accounts.on('change', (changes) => changed.push(...changes));
    const { proof } = await accounts.verify('alice', password, here);
    const { token } = await accounts.issueToken('alice', proof);
    await accounts.resume(token, here);
    await accounts.register('bert', password, here);
  }
  await new Promise(setImmediate);
  expect(readFileSync(folder.file, 'utf8')).toMatch(/^alice:[^:]*t=2/m);
  expect(changed).toEqual([]);
});

test('Accounts emits no change for a hash renewed by another process, and earlier proofs stay valid', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, { ...fast, watch: false });
  await using other = await openAccounts(folder.file, { ...fast, passes: 2, watch: false });
  const changed: AccountChange[] = [];
  accounts.on('change', (changes) => changed.push(...changes));
  const { proof } = await accounts.register('alice', password, here);
  await other.verify('Alice', password, here);
  expect(readFileSync(folder.file, 'utf8')).toMatch(/^alice:[^:]*t=2/m);
  await accounts.issueToken('alice', proof);
  await new Promise(setImmediate);
  expect(changed).toEqual([]);

  // The same password set again is a change: someone may have taken over the account with the old one.
  await other.setPassword('alice', password);
  await expect(accounts.issueToken('alice', proof)).rejects.toMatchObject({
    code: 'ERR_AUTH_STALE_PROOF',
  });
  await new Promise(setImmediate);
  expect(changed).toMatchObject([{ type: 'password', name: 'alice' }]);
});

test('Identity.version distinguishes sessions started before and after a change', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  const before = await accounts.register('alice', password, here);
  const change = once(accounts, 'change');
  // In one write.
  await Promise.all(
    [accounts.remove('alice'), accounts.register('alice', 'another horse', here)].map((call) =>
      call.catch(() => undefined),
    ),
  );
  const [changes] = (await change) as [AccountChange[]];
  const removed = changes[0];
  if ((await accounts.list()).length === 0) await accounts.register('alice', 'another horse', here);
  const after = await accounts.verify('alice', 'another horse', here);
  expect(before.version).toBeLessThan(removed?.version ?? 0);
  expect(after.version).toBeGreaterThanOrEqual(removed?.version ?? Infinity);
});
