import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Hasher, isRenewalOf } from '../../src/passwords/hasher.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/argon2-vectors.json', import.meta.url), 'utf8'),
) as { password: string; phc: string }[];

const hasher = new Hasher({ memoryKiB: 64, passes: 1 });

test.each(vectors)(
  'Hasher.matches() agrees with the reference implementation on $phc',
  async ({ password, phc }) => {
    expect(await hasher.matches(password, phc)).toBe(true);
    expect(await hasher.matches(`${password}!`, phc)).toBe(false);
  },
);

test('Hasher.hash() returns a different hash each time, and each matches', async () => {
  const [one, two] = [await hasher.hash('password'), await hasher.hash('password')];
  expect(one).not.toBe(two);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await hasher.matches('password', one)).toBe(true);
  expect(await hasher.matches('password', two)).toBe(true);
});

test('Hasher.matches() treats composed and decomposed letters alike', async () => {
  expect(await hasher.matches('pässwörd', await hasher.hash('pässwörd'.normalize('NFD')))).toBe(
    true,
  );
});

test('Hasher.matches() is false without a hash or with an invalid password', async () => {
  expect(await hasher.matches('password', undefined)).toBe(false);
  expect(await hasher.matches('', undefined)).toBe(false);
  const empty = await hasher.hash('');
  expect(await hasher.matches('', empty)).toBe(false);
  expect(await hasher.matches('x'.repeat(5_000), empty)).toBe(false);
  expect(await hasher.matches('\uD800', empty)).toBe(false);
});

test('Hasher.isWeak() compares the work, the salt and the tag', () => {
  const strong = new Hasher({ memoryKiB: 4096, passes: 2 });
  const weak = vectors.map(({ phc }) => strong.isWeak(phc));
  expect(weak).toEqual([true, false, true, true, false, false]);
});

test('Hasher.renew() hashes the same password, and isRenewalOf() recognizes only such a hash', async () => {
  const hasher = new Hasher({ memoryKiB: 8, passes: 1 });
  const password = 'correct horse';
  const alice = { name: 'Alice', phc: await hasher.hash(password) };
  const renewed = await new Hasher({ memoryKiB: 8, passes: 2 }).renew(password, alice);
  expect(await hasher.matches(password, renewed)).toBe(true);
  expect(await hasher.matches('wrong horse', renewed)).toBe(false);
  expect(isRenewalOf(alice, renewed)).toBe(true);
  expect(isRenewalOf({ ...alice, name: 'alice' }, renewed)).toBe(true);
  expect(isRenewalOf({ ...alice, name: 'bert' }, renewed)).toBe(false);
  expect(isRenewalOf({ ...alice, phc: renewed }, renewed)).toBe(false);
  expect(isRenewalOf(alice, await hasher.hash(password))).toBe(false);
});
