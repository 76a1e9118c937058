import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  defaultReservedNames,
  isWellFormedName,
  nameProblem,
  readsAs,
  reservation,
} from '../../../../common/names/account-name.ts';
import { assertName } from '../../src/accounts/arguments.ts';
import { openAccounts } from '../../src/index.ts';
import { temporaryFolder } from '../fixtures/temporary.ts';

test.each([
  'al',
  '_x',
  '0b',
  'Alice',
  'a.b-c_d',
  'x'.repeat(24),
  '2pac',
  '4x4',
  'NaN',
  'route66',
  'e3',
  '10tacle',
])('assertName() accepts %s', (name) => {
  expect(isWellFormedName(name)).toBe(true);
  expect(() => assertName(name)).not.toThrow();
});

test.each([
  '',
  'a',
  '.ab',
  '-ab',
  'a b',
  'a:b',
  'älice',
  'a\n',
  'x'.repeat(25),
  'a#',
  '#ab',
  '::1',
])('isWellFormedName() rejects %j', (name) => {
  expect(isWellFormedName(name)).toBe(false);
  expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'ERR_AUTH_BAD_NAME' }));
});

test.each([
  ['17', 'a number'],
  ['1e3', 'a number'],
  ['1E3', 'a number'],
  ['0x7f', 'a number'],
  ['0b11', 'a number'],
  ['0o17', 'a number'],
  ['Infinity', 'a number'],
  ['1_000', 'a number'],
  ['10-20', 'a number'],
  ['__', 'a number'],
  ['10.0.0.1', 'an address'],
  ['127.1', 'an address'],
  ['127.0.0.1.', 'an address'],
  ['0x7f.0.0.1', 'an address'],
  ['0x7f.1', 'an address'],
  ['10.0.0.1-5', 'a number'],
  ['7d', 'a duration'],
  ['30m', 'a duration'],
  ['1h30m', 'a duration'],
  ['2.5', 'an address'],
  ['90sec', 'a duration'],
])('A name %s reads as %s: a file may contain it, but it cannot be registered', (name, kind) => {
  expect(readsAs(name)).toBe(kind);
  expect(isWellFormedName(name)).toBe(true);
  expect(nameProblem(name)).toBe(`it reads as ${kind}`);
  expect(() => assertName(name)).toThrow(expect.objectContaining({ code: 'ERR_AUTH_BAD_NAME' }));
});

test('reservation() matches exact names, prefixes and suffixes, ignoring case', () => {
  const isReserved = reservation(defaultReservedNames);
  for (const name of [
    ...[
      'Root',
      'ADMIN',
      'guest',
      'Guest42',
      'console',
      'Server',
      'system',
      'operator',
      'threadline',
    ],
    ...[
      'NickServ',
      'chanserv',
      'SaslServ',
      'MemoServ',
      'OperServ',
      'BotServ',
      'HostServ',
      'Global',
    ],
    ...['HelpServ', 'Services', 'all', 'addr', 'client', 'help', 'quit'],
  ]) {
    expect([name, isReserved(name)]).toEqual([name, true]);
  }
  for (const name of ['rooty', 'anna', 'gues', 'server1', 'serving', 'allan', 'globalist']) {
    expect([name, isReserved(name)]).toEqual([name, false]);
  }
});

const cheap = { memoryKiB: 8, passes: 1 };
const password = 'correct horse battery';

test('Accounts.checkName() reports the error that register() would reject with', async () => {
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

test('Accounts.checkPassword() reports whether an account could have a password', async () => {
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

test('Accounts.register() with allowReserved accepts a reserved name, but none that reads as something else', async () => {
  await using accounts = await openAccounts(':memory:', cheap);
  await accounts.register('NickServ', password, { allowReserved: true });
  expect(await accounts.exists('nickserv')).toBe(true);
  await expect(accounts.register('17', password, { allowReserved: true })).rejects.toMatchObject({
    code: 'ERR_AUTH_BAD_NAME',
  });
});

test('Accounts.verify() accepts an account whose name could no longer be registered', async () => {
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

test('Accounts.rename() accepts the names that register() accepts', async () => {
  await using accounts = await openAccounts(':memory:', cheap);
  await accounts.register('anna', password);
  await accounts.register('bert', password);
  for (const [newName, code] of [
    ['bert', 'ERR_AUTH_NAME_TAKEN'],
    ['NickServ', 'ERR_AUTH_NAME_RESERVED'],
    ['10.0.0.1', 'ERR_AUTH_BAD_NAME'],
    ['17', 'ERR_AUTH_BAD_NAME'],
  ] as const) {
    await expect(accounts.rename('anna', newName)).rejects.toMatchObject({ code });
  }
  await accounts.rename('anna', 'NickServ', { allowReserved: true });
  await accounts.rename('nickserv', 'nickserv');
  expect((await accounts.list()).map(({ name }) => name)).toEqual(['bert', 'nickserv']);
});
