import { expect, test } from '@jest/globals';
import { MemoryAccounts } from '../src/index.ts';

const here = { address: '192.0.2.1' };
const password = 'correct horse';
const u = undefined as never;
type Untyped = (...args: unknown[]) => Promise<unknown>;

test('MemoryAccounts.checkName() reports the error that register() would reject with', async () => {
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

test('MemoryAccounts.checkPassword() reports invalid passwords', async () => {
  const accounts = new MemoryAccounts();
  expect(await accounts.checkPassword('anna', password)).toEqual({ ok: true });
  expect(await accounts.checkPassword('anna', 'short')).toMatchObject({
    ok: false,
    code: 'ERR_AUTH_BAD_PASSWORD',
  });
});

test.each<[string, (accounts: MemoryAccounts) => Promise<unknown>, string]>([
  ['register()', (a) => (a.register as Untyped).call(a), '`origin` to be an object'],
  [
    'register() without a password',
    (a) => a.register('bert', u, here),
    '`password` to be a string',
  ],
  ['verify()', (a) => a.verify('anna', 7 as never, here), '`password` to be a string, got number'],
  ['verify() without an origin', (a) => a.verify('anna', password, u), '`origin` to be an object'],
  ['issueToken()', (a) => (a.issueToken as Untyped).call(a), '`name` to be a string'],
  ['issueToken() without a proof', (a) => a.issueToken('anna', u), '`proof` to be a string'],
  ['resume()', (a) => a.resume(u, here), '`token` to be a string'],
  ['changePassword()', (a) => a.changePassword('anna', password, u, here), '`newPassword`'],
  ['revoke()', (a) => a.revoke('anna', { adress: 'x' } as never), 'did you mean `address`?'],
  ['exists()', (a) => a.exists(u), '`name` to be a string, got undefined'],
])('MemoryAccounts.%s rejects with a code', async (_, call, message) => {
  const accounts = new MemoryAccounts();
  await accounts.register('anna', password, here);
  await expect(call(accounts)).rejects.toMatchObject({
    name: 'TypeError',
    code: expect.stringMatching(/^ERR_INVALID_ARG_/),
    message: expect.stringContaining(message),
  });
});

test('MemoryAccounts rejects unknown options', () => {
  expect(() => new MemoryAccounts({ operator: ['anna'] } as never)).toThrow(
    'Unknown option `operator`: did you mean `operators`?',
  );
  expect(() => new MemoryAccounts({ operators: 'anna' } as never)).toThrow('an array of strings');
  expect(() => new MemoryAccounts({ onChange: 7 } as never)).toThrow('to be a function, got 7');
});
