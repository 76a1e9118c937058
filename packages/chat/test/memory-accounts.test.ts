import { expect, test } from '@jest/globals';
import { MemoryAccounts } from '../src/index.ts';

const here = { address: '192.0.2.1' };
const password = 'correct horse';

test('MemoryAccounts.checkName() says before the password what register() would reject with', async () => {
  const accounts = new MemoryAccounts();
  await accounts.register('Anna', password, here);
  expect(await accounts.checkName('bert')).toEqual({ ok: true });
  for (const [name, code] of [
    ['anna', 'ERR_AUTH_NAME_TAKEN'],
    ['NickServ', 'ERR_AUTH_NAME_RESERVED'],
    ['127.1', 'ERR_AUTH_BAD_NAME'],
    ['17', 'ERR_AUTH_BAD_NAME'],
    ['anna smith', 'ERR_AUTH_BAD_NAME'],
  ] as const) {
    expect(await accounts.checkName(name)).toMatchObject({ ok: false, code });
    await expect(accounts.register(name, password, here)).rejects.toMatchObject({ code });
  }
});

test('MemoryAccounts.checkPassword() says whether an account could get a password', async () => {
  const accounts = new MemoryAccounts();
  expect(await accounts.checkPassword('anna', password)).toEqual({ ok: true });
  expect(await accounts.checkPassword('anna', 'short')).toMatchObject({
    ok: false,
    code: 'ERR_AUTH_BAD_PASSWORD',
  });
});
