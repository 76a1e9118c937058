import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAccounts } from '../src/index.ts';
import { temporaryFolder } from './fixtures/temporary.ts';

const cheap = { memoryKiB: 8, passes: 1 };
const password = 'correct horse battery';

test('checkName() says before the password what register() would reject with', async () => {
  await using accounts = await openAccounts(':memory:', cheap);
  await accounts.register('Anna', password);
  expect(await accounts.checkName('bert')).toEqual({ ok: true });
  for (const [name, code] of [
    ['anna', 'ERR_AUTH_NAME_TAKEN'],
    ['NickServ', 'ERR_AUTH_NAME_RESERVED'],
    ['console', 'ERR_AUTH_NAME_RESERVED'],
    ['10.0.0.1', 'ERR_AUTH_BAD_NAME'],
    ['17', 'ERR_AUTH_BAD_NAME'],
    ['anna smith', 'ERR_AUTH_BAD_NAME'],
    ['émile', 'ERR_AUTH_BAD_NAME'],
    ['/quit', 'ERR_AUTH_BAD_NAME'],
  ] as const) {
    const check = await accounts.checkName(name);
    expect(check).toMatchObject({ ok: false, code });
    await expect(accounts.register(name, password)).rejects.toMatchObject({
      code,
      message: check.ok ? '' : check.message,
    });
  }
});

test('checkPassword() says whether an account could get a password', async () => {
  await using accounts = await openAccounts(':memory:', cheap);
  expect(await accounts.checkPassword('anna', password)).toEqual({ ok: true });
  for (const bad of ['short', 'tab\there....', 'x'.repeat(1025)]) {
    expect(await accounts.checkPassword('anna', bad)).toMatchObject({
      ok: false,
      code: 'ERR_AUTH_BAD_PASSWORD',
    });
  }
  expect(await accounts.checkPassword('annalise', 'Annalise')).toMatchObject({ ok: false });
});

test('The operator may register a reserved name, but none that reads as something else', async () => {
  await using accounts = await openAccounts(':memory:', cheap);
  await accounts.register('NickServ', password, { allowReserved: true });
  expect(await accounts.exists('nickserv')).toBe(true);
  await expect(accounts.register('17', password, { allowReserved: true })).rejects.toMatchObject({
    code: 'ERR_AUTH_BAD_NAME',
  });
});

test('An account with a name that could not be registered now still logs in', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'accounts');
  {
    await using accounts = await openAccounts(path, cheap);
    await accounts.register('someone', password);
  }
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('someone:', '10.0.0.1:'));
  await using accounts = await openAccounts(path, cheap);
  expect(await accounts.verify('10.0.0.1', password)).toMatchObject({ name: '10.0.0.1' });
  expect(await accounts.checkName('10.0.0.1')).toMatchObject({ code: 'ERR_AUTH_NAME_TAKEN' });
});
