import { readFileSync } from 'node:fs';
import { argon2Sync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatPhc,
  Hasher,
  isRenewalOf,
  parsePhc,
  phcProblem,
} from '../../src/passwords/hasher.ts';
import { phcs } from '../fixtures/arbitrary.ts';

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

const salt = 'c29tZXNhbHQ';
const hash = 'nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';

test('crypto.argon2 computes the tag of RFC 9106, section 5.3', () => {
  const tag = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    parallelism: 4,
    tagLength: 32,
    memory: 32,
    passes: 3,
  });
  expect(tag.toString('hex')).toBe(
    '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659',
  );
});

test('formatPhc() is the inverse of parsePhc()', () => {
  fc.assert(fc.property(phcs, (phc) => formatPhc(parsePhc(phc)) === phc));
});

describe('phcProblem() rejects', () => {
  test.each([
    ['another algorithm', `$argon2i$v=19$m=256,t=2,p=1$${salt}$${hash}`],
    ['another version', `$argon2id$v=16$m=256,t=2,p=1$${salt}$${hash}`],
    ['no version', `$argon2id$m=256,t=2,p=1$${salt}$${hash}`],
    ['parameters in another order', `$argon2id$v=19$t=2,m=256,p=1$${salt}$${hash}`],
    ['a leading zero', `$argon2id$v=19$m=0256,t=2,p=1$${salt}$${hash}`],
    ['too little memory for the lanes', `$argon2id$v=19$m=31,t=2,p=4$${salt}$${hash}`],
    ['too much memory', `$argon2id$v=19$m=262145,t=1,p=1$${salt}$${hash}`],
    ['too many passes', `$argon2id$v=19$m=256,t=17,p=1$${salt}$${hash}`],
    ['too much work', `$argon2id$v=19$m=262144,t=5,p=1$${salt}$${hash}`],
    ['too many lanes', `$argon2id$v=19$m=4096,t=2,p=17$${salt}$${hash}`],
    ['a short salt', `$argon2id$v=19$m=256,t=2,p=1$c29tZQ$${hash}`],
    ['a short hash', `$argon2id$v=19$m=256,t=2,p=1$${salt}$c29tZXNhbHQ`],
    ['a long hash', `$argon2id$v=19$m=256,t=2,p=1$${salt}$${'A'.repeat(88)}`],
    ['padding', `$argon2id$v=19$m=256,t=2,p=1$${salt}=$${hash}`],
    ['bits behind the last byte', `$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHR$${hash}`],
    ['an impossible length', `$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQAA$${hash}`],
    ['anything behind', `$argon2id$v=19$m=256,t=2,p=1$${salt}$${hash}\n`],
    ['nothing', ''],
  ])('%s', (_, phc) => {
    expect(phcProblem(phc)).toEqual(expect.any(String));
    expect(() => parsePhc(phc)).toThrow(SyntaxError);
  });
});
