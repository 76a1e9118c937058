import { describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type Accounts, AuthError, openAccounts } from '../../src/index.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

const here = { address: '10.0.0.1' };
const password = 'correct horse';
type Untyped = (...args: unknown[]) => Promise<unknown>;
const [type, value] = ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE'];
const code = (value: string) => expect.objectContaining({ code: value });

test('Accounts.verify() ignores the case of the name, and resolves with the name as registered', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  expect(await accounts.register('Alice', password, here)).toMatchObject({
    name: 'Alice',
    roles: [],
  });
  await accounts.setRoles('alice', ['operator', 'a']);
  expect(await accounts.verify('ALICE', password, here)).toMatchObject({
    name: 'Alice',
    roles: ['a', 'operator'],
  });
  expect(await accounts.exists('aLiCe')).toBe(true);
  expect(await accounts.exists('bob')).toBe(false);
});

test('Accounts.verify() rejects an unknown name and a wrong password with the same error', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', password);
  const errors = await Promise.all(
    [
      ['alice', 'wrong password'],
      ['nobody', password],
      ['not a name', password],
      ['alice', ''],
      ['alice', 'x'.repeat(9_999)],
    ].map(([name = '', word = '']) => accounts.verify(name, word, here).catch((e: unknown) => e)),
  );
  expect(new Set(errors.map((error) => (error as AuthError).message)).size).toBe(1);
  expect(errors).toEqual(errors.map(() => code('ERR_AUTH_BAD_CREDENTIALS')));
});

describe('Accounts.register() rejects', () => {
  test.each([
    ['a', password, 'ERR_AUTH_BAD_NAME'],
    ['Guest7', password, 'ERR_AUTH_NAME_RESERVED'],
    ['BOB', password, 'ERR_AUTH_NAME_TAKEN'],
    ['alice', 'short', 'ERR_AUTH_BAD_PASSWORD'],
  ])('%s with %s: %s', async (name, word, expected) => {
    await using accounts = await openAccounts(':memory:', fast);
    await accounts.register('bob', password);
    await expect(accounts.register(name, word, here)).rejects.toMatchObject({ code: expected });
  });

  test('all but one of several calls with the same name', async () => {
    await using accounts = await openAccounts(':memory:', fast);
    const all = Array.from({ length: 8 }, () => accounts.register('alice', password, here));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

test.each<[string, (accounts: Accounts) => Promise<unknown>, string, string]>([
  [
    'register()',
    (a) => (a.register as Untyped).call(a),
    type,
    'Expected `name` to be a string, got undefined',
  ],
  ['verify()', (a) => a.verify('alice', 7 as never), type, '`password` to be a string, got number'],
  [
    'issueToken()',
    (a) => (a.issueToken as Untyped).call(a),
    type,
    'Expected `name` to be a string',
  ],
  ['issueToken() with null', (a) => a.issueToken('alice', null as never), type, '`proof`'],
  ['resume()', (a) => (a.resume as Untyped).call(a), type, 'Expected `token` to be a string'],
  ['exists()', (a) => (a.exists as Untyped).call(a), type, 'Expected `name` to be a string'],
  ['remove()', (a) => (a.remove as Untyped).call(a), type, 'Expected `name` to be a string'],
  [
    'rename()',
    (a) => (a.rename as Untyped).call(a, 'alice'),
    type,
    'Expected `newName` to be a string',
  ],
  [
    'setRoles()',
    (a) => (a.setRoles as Untyped).call(a, 'alice'),
    type,
    '`roles` to be an array of strings',
  ],
  ['identify()', (a) => a.identify('nowhere'), value, "an IP address, got 'nowhere'"],
  [
    'verify() from an unknown origin',
    (a) => a.verify('alice', password, { adress: '192.0.2.1' } as never),
    value,
    'Unknown option `adress`: did you mean `address`?',
  ],
  [
    'register() with an unknown option',
    (a) => a.register('bert', password, { allowReserve: true } as never),
    value,
    'Unknown option `allowReserve`: did you mean `allowReserved`?',
  ],
  [
    'rename() with an unknown option',
    (a) => a.rename('alice', 'anna', { force: true } as never),
    value,
    'Unknown option `force`',
  ],
  ['revoke() with null', (a) => a.revoke('alice', null as never), type, '`origin` to be an object'],
])('Accounts.%s rejects with a code', async (_, call, code, message) => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', password);
  await expect(call(accounts)).rejects.toMatchObject({
    name: 'TypeError',
    code,
    message: expect.stringContaining(message),
  });
  expect(await accounts.list()).toMatchObject([{ name: 'alice', roles: [] }]);
});

test('Accounts.changePassword() requires the old password and revokes the tokens', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', password);
  const { token } = await accounts.issueToken('alice');
  await expect(accounts.changePassword('alice', 'wrong', 'new password', here)).rejects.toEqual(
    code('ERR_AUTH_BAD_CREDENTIALS'),
  );
  await accounts.changePassword('alice', password, 'new password', here);
  await expect(accounts.resume(token, here)).rejects.toEqual(code('ERR_AUTH_BAD_TOKEN'));
  await expect(accounts.verify('alice', password)).rejects.toEqual(
    code('ERR_AUTH_BAD_CREDENTIALS'),
  );
  await accounts.verify('alice', 'new password');
});

test('Accounts.changePassword() accepts one of two simultaneous changes', async () => {
  await using accounts = await openAccounts(':memory:', fast);
  await accounts.register('alice', password);
  const outcomes = await Promise.allSettled([
    accounts.changePassword('alice', password, 'one password', here),
    accounts.changePassword('alice', password, 'two password', here),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('Accounts.resume() extends a token each time it is used', async () => {
  let now = Date.UTC(2030, 0);
  const day = 86_400_000;
  await using accounts = await openAccounts(':memory:', { ...fast, now: () => now });
  await accounts.register('alice', password);
  const { token, expiresAt } = await accounts.issueToken('alice');
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(expiresAt).toBe(now + 30 * day);
  for (let week = 0; week < 10; week += 1) {
    now += 7 * day;
    expect(await accounts.resume(token, here)).toMatchObject({ name: 'alice', roles: [] });
  }
  now += 30 * day;
  await expect(accounts.resume(token, here)).rejects.toEqual(code('ERR_AUTH_BAD_TOKEN'));
  expect((await accounts.list())[0]?.tokens).toBe(0);
});

test('Accounts.issueToken() keeps eight tokens, revoke() none, and the file never contains a token', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  await accounts.register('alice', password);
  const tokens: string[] = [];
  for (let i = 0; i < 10; i += 1) tokens.push((await accounts.issueToken('alice')).token);
  const alive = await Promise.allSettled(tokens.map((token) => accounts.resume(token)));
  expect(alive.map(({ status }) => status === 'fulfilled')).toEqual([
    false,
    false,
    ...Array<boolean>(8).fill(true),
  ]);
  const text = readFileSync(folder.file, 'utf8');
  expect(tokens.some((token) => text.includes(token))).toBe(false);
  expect(await accounts.revoke('alice')).toBe(8);
  expect(await accounts.revoke('nobody')).toBe(0);
  await expect(accounts.resume(tokens[9] ?? '')).rejects.toEqual(code('ERR_AUTH_BAD_TOKEN'));
  await expect(accounts.issueToken('nobody')).rejects.toEqual(code('ERR_AUTH_UNKNOWN_NAME'));
});

test('Accounts.identify() resolves with the name last seen, also after reopening the file', async () => {
  using folder = temporaryFolder();
  {
    await using accounts = await openAccounts(folder.file, fast);
    await accounts.register('alice', password, here);
    await accounts.register('bob', password);
    expect(await accounts.identify('::ffff:10.0.0.1')).toBe('alice');
    await accounts.verify('bob', password, here);
    expect(await accounts.identify('10.0.0.1')).toBe('bob');
    await expect(accounts.verify('alice', 'wrong', here)).rejects.toThrow();
    expect(await accounts.identify('10.0.0.1')).toBe('bob');
    expect(await accounts.identify('10.0.0.2')).toBeUndefined();
  }
  await using again = await openAccounts(folder.file, fast);
  expect(await again.identify('10.0.0.1')).toBe('bob');
  await again.remove('bob');
  expect(await again.identify('10.0.0.1')).toBe('alice');
});

test('Accounts.verify() renews a hash that is weaker than a new one', async () => {
  using folder = temporaryFolder();
  {
    await using weak = await openAccounts(folder.file, fast);
    await weak.register('alice', password);
  }
  await using accounts = await openAccounts(folder.file, { ...fast, memoryKiB: 64 });
  await expect(accounts.verify('alice', 'wrong')).rejects.toThrow();
  expect(readFileSync(folder.file, 'utf8')).toContain('$m=8,t=1,p=1$');
  await accounts.verify('alice', password);
  expect(readFileSync(folder.file, 'utf8')).toContain('$m=64,t=1,p=1$');
  await accounts.verify('alice', password);
});

test('Accounts.verify() throttles failed attempts, even if many are made at once', async () => {
  let now = Date.UTC(2030, 0);
  const options = { ...fast, throttle: true, now: () => now };
  await using accounts = await openAccounts(':memory:', options);
  await accounts.register('alice', password, here);
  const flood = Array.from({ length: 40 }, () => {
    return accounts.verify('bob', password, { address: '10.0.0.2' }).catch((e: unknown) => e);
  });
  const codes = (await Promise.all(flood)).map((error) => (error as AuthError).code);
  const hashed = codes.filter((one) => one === 'ERR_AUTH_BAD_CREDENTIALS').length;
  // Five are free, and a sixth may already be running next to the fifth.
  expect([5, 6]).toContain(hashed);
  expect(codes.filter((one) => one === 'ERR_AUTH_THROTTLED')).toHaveLength(40 - hashed);
  await expect(accounts.verify('alice', password, { address: '10.0.0.2' })).rejects.toMatchObject({
    code: 'ERR_AUTH_THROTTLED',
    retryAfterMs: expect.any(Number),
  });
  now += 3_000;
  await accounts.verify('alice', password, { address: '10.0.0.2' });
});

test('Accounts.verify() rejects at once when the queue is full', async () => {
  await using accounts = await openAccounts(':memory:', { ...fast, maxHashing: 2, maxQueued: 1 });
  const all = Array.from({ length: 5 }, () => accounts.verify('bob', password));
  const outcomes = await Promise.allSettled(all);
  const codes = outcomes.map((one) =>
    one.status === 'rejected' ? (one.reason as AuthError).code : '',
  );
  expect(codes.filter((one) => one === 'ERR_AUTH_BUSY')).toHaveLength(2);
});

test('Accounts.clear() removes all accounts and keeps one backup', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  await accounts.register('alice', password);
  await accounts.register('bob', password);
  const { token } = await accounts.issueToken('bob');
  const before = readFileSync(folder.file, 'utf8');
  expect(await accounts.clear()).toBe(2);
  expect(readFileSync(`${folder.file}.bak`, 'utf8')).toBe(before);
  expect(await accounts.list()).toEqual([]);
  await expect(accounts.resume(token)).rejects.toEqual(code('ERR_AUTH_BAD_TOKEN'));
  await accounts.register('alice', password);
});

test('Accounts.list() contains no hash, token or digest', async () => {
  await using accounts = await openAccounts(':memory:', { ...fast, now: () => 1_000 });
  await accounts.register('alice', password, here);
  await accounts.issueToken('alice');
  expect(await accounts.list()).toEqual([
    {
      name: 'alice',
      roles: [],
      createdAt: 1_000,
      seen: [{ address: '10.0.0.1', at: 1_000 }],
      tokens: 1,
    },
  ]);
  expect(await accounts.remove('ALICE')).toBe(true);
  expect(await accounts.remove('alice')).toBe(false);
});

test('Accounts loads an edit by hand on its own, and before the next call', async () => {
  using folder = temporaryFolder();
  await using accounts = await openAccounts(folder.file, fast);
  await accounts.register('alice', password);
  const reload = once(accounts, 'reload');
  appendFileSync(folder.file, readFileSync(folder.file, 'utf8').replace(/^alice/m, 'bob'));
  expect(await reload).toEqual([{ added: ['bob'], changed: [], removed: [] }]);
  await accounts.verify('bob', password);

  const text = readFileSync(folder.file, 'utf8');
  writeFileSync(`${folder.file}.new`, text.replace(/^alice.*\n/m, '# no alice\n'), { mode: 0o600 });
  renameSync(`${folder.file}.new`, folder.file);
  await expect(accounts.verify('alice', password)).rejects.toEqual(
    code('ERR_AUTH_BAD_CREDENTIALS'),
  );
  await accounts.register('carl', password);
  expect(readFileSync(folder.file, 'utf8')).toMatch(/# no alice\n[^]*\nbob:[^]*\ncarl:/);
});

describe('Accounts keeps its last valid state, and rejects changes, while the file', () => {
  test.each([
    ['holds a malformed line', (file: string) => appendFileSync(file, 'nonsense\n')],
    ['can be read by others', (file: string) => chmodSync(file, 0o644)],
    ['is missing', (file: string) => rmSync(file)],
  ])('%s', async (_, spoil) => {
    using folder = temporaryFolder();
    await using accounts = await openAccounts(folder.file, fast);
    await accounts.register('alice', password);
    const good = readFileSync(folder.file, 'utf8');
    const failed = once(accounts, 'reload-failed');
    spoil(folder.file);
    expect(await failed).toEqual([code('ERR_AUTH_FILE')]);
    await accounts.verify('alice', password, here);
    expect(await accounts.identify('10.0.0.1')).toBe('alice');
    await expect(accounts.register('bob', password)).rejects.toEqual(code('ERR_AUTH_FILE'));
    await expect(accounts.reload()).rejects.toEqual(code('ERR_AUTH_FILE'));
    await expect(openAccounts(folder.file, { ...fast, create: false })).rejects.toEqual(
      code('ERR_AUTH_FILE'),
    );

    rmSync(folder.file, { force: true });
    writeFileSync(folder.file, good, { mode: 0o600 });
    await accounts.register('bob', password);
    await accounts.reload();
    expect(await accounts.list()).toHaveLength(2);
  });
});

test('Accounts.close() waits for running calls, rejects later ones, and is idempotent', async () => {
  using folder = temporaryFolder();
  const accounts = await openAccounts(folder.file, fast);
  const registered = accounts.register('alice', password, here);
  await new Promise(setImmediate);
  await Promise.all([accounts.close(), accounts.close()]);
  const [outcome] = await Promise.allSettled([registered]);
  await expect(accounts.exists('alice')).rejects.toEqual(code('ERR_AUTH_CLOSED'));
  const text = readFileSync(folder.file, 'utf8');
  expect(text.includes('alice')).toBe(outcome.status === 'fulfilled');
});
