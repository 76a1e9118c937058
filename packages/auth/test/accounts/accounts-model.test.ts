import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendFileSync } from 'node:fs';
import { openAccounts, type Accounts } from '../../src/index.ts';
import { lifetimeMs, maxTokens, Model } from '../fixtures/model.ts';
import { fast, temporaryFolder } from '../fixtures/temporary.ts';

const names = fc.constantFrom('alice', 'Alice', 'bob', 'BOB', 'carl');
const passwords = fc.constantFrom('password one', 'password two');
const addresses = fc.constantFrom('10.0.0.1', '10.0.0.2', '2001:db8::1');
const roles = fc.subarray(['operator', 'moderator', 'a']);

const credentials = { name: names, password: passwords, address: addresses };
const registering = fc.record({ op: fc.constant('register' as const), ...credentials });
const verifying = fc.record({ op: fc.constant('verify' as const), ...credentials });
const changing = fc.record({
  op: fc.constant('changePassword' as const),
  name: names,
  password: passwords,
  to: passwords,
});
const setting = fc.record({ op: fc.constant('setPassword' as const), name: names, to: passwords });
const issuing = fc.record({ op: fc.constant('issueToken' as const), name: names });
const resuming = fc.record({
  op: fc.constant('resume' as const),
  index: fc.nat(),
  address: addresses,
});
const revoking = fc.record({ op: fc.constant('revoke' as const), name: names });
const grading = fc.record({ op: fc.constant('setRoles' as const), name: names, roles });
const removing = fc.record({ op: fc.constant('remove' as const), name: names });
const identifying = fc.record({ op: fc.constant('identify' as const), address: addresses });
const waiting = fc.record({
  op: fc.constant('wait' as const),
  ms: fc.integer({ min: 1, max: lifetimeMs + 1 }),
});
const others = fc.record({
  op: fc.constantFrom('clear' as const, 'comment' as const, 'reopen' as const, 'other' as const),
});

// Operations that remove everything are rare, so that tokens live long enough to be used, to expire and to be replaced.
const operations = fc.oneof(
  { weight: 5, arbitrary: registering },
  { weight: 4, arbitrary: verifying },
  { weight: 2, arbitrary: changing },
  { weight: 1, arbitrary: setting },
  { weight: 6, arbitrary: issuing },
  { weight: 8, arbitrary: resuming },
  { weight: 1, arbitrary: revoking },
  { weight: 2, arbitrary: grading },
  { weight: 1, arbitrary: removing },
  { weight: 4, arbitrary: identifying },
  { weight: 3, arbitrary: waiting },
  { weight: 3, arbitrary: others },
);
type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never;

/** The result of a call, or the code it rejects with. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    const value = (await call) ?? 'done';
    return typeof value === 'object' && 'name' in value ? value.name : value;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** The accounts under test: one or two objects for one file, which may change it in turns. */
class Subject {
  readonly model = new Model();
  readonly tokens: string[] = [];
  readonly #file: string;
  #open: Accounts[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  get accounts(): Accounts {
    const [accounts] = this.#open;
    if (accounts === undefined) throw new Error('Cannot test: not open');
    return accounts;
  }

  async open(): Promise<void> {
    const options = { ...fast, tokenLifetimeMs: lifetimeMs, maxTokens, now: () => this.model.now };
    this.#open.push(await openAccounts(this.#file, options));
  }

  async close(): Promise<void> {
    for (const accounts of this.#open.splice(0)) await accounts.close();
  }

  async run(operation: Operation): Promise<void> {
    const { model, accounts } = this;
    model.now += 1;
    switch (operation.op) {
      case 'register': {
        const { name, password, address } = operation;
        const real = outcome(accounts.register(name, password, { address }));
        return expect(await real).toEqual(model.register(name, password, address));
      }
      case 'verify': {
        const { name, password, address } = operation;
        const real = outcome(accounts.verify(name, password, { address }));
        return expect(await real).toEqual(model.verify(name, password, address));
      }
      case 'changePassword': {
        const { name, password, to } = operation;
        const real = outcome(accounts.changePassword(name, password, to).then(() => undefined));
        return expect(await real).toEqual(model.changePassword(name, password, to));
      }
      case 'setPassword': {
        const real = outcome(accounts.setPassword(operation.name, operation.to));
        return expect(await real).toEqual(model.setPassword(operation.name, operation.to));
      }
      case 'issueToken': {
        const issued = accounts.issueToken(operation.name).then(({ token }) => {
          this.tokens.push(token);
        });
        const real = await outcome(issued);
        return expect(real).toEqual(model.issueToken(operation.name, this.tokens.at(-1) ?? ''));
      }
      case 'resume': {
        const token = this.tokens[operation.index % Math.max(1, this.tokens.length)];
        const text = token ?? 'no token';
        const real = outcome(accounts.resume(text, { address: operation.address }));
        return expect(await real).toEqual(model.resume(text, operation.address));
      }
      case 'revoke':
        return expect(await accounts.revoke(operation.name)).toBe(model.revoke(operation.name));
      case 'setRoles': {
        const real = outcome(accounts.setRoles(operation.name, operation.roles));
        return expect(await real).toEqual(model.setRoles(operation.name, operation.roles));
      }
      case 'remove':
        return expect(await accounts.remove(operation.name)).toBe(model.remove(operation.name));
      case 'clear':
        return expect(await accounts.clear()).toBe(model.clear());
      case 'identify': {
        const real = await accounts.identify(operation.address);
        return expect(real).toEqual(model.identify(operation.address));
      }
      case 'wait':
        model.now += operation.ms;
        return;
      case 'comment':
        return appendFileSync(this.#file, '# by hand\n\n');
      case 'reopen':
        await this.close();
        return this.open();
      case 'other':
        if (this.#open.length < 2) await this.open();
        this.#open.reverse();
        return;
    }
  }

  async compare(): Promise<void> {
    const list = await this.accounts.list();
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    const real = list.map(({ name, roles, tokens }) => ({ name, roles, tokens }));
    expect(real.sort(byName)).toEqual(this.model.list().sort(byName));
  }
}

// Sightings are written after a second, so each of two objects knows only its own latest ones.
const withoutOther = operations.filter(({ op }) => op !== 'other');
const withoutIdentify = operations.filter(({ op }) => op !== 'identify');

test.each([
  ['one object, closed and opened again', withoutOther],
  ['two objects on one file in turns', withoutIdentify],
])('Accounts behaves as a simple model does after any operations: %s', async (_, operation) => {
  const sequences = fc.array(operation, { maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      using folder = temporaryFolder();
      const subject = new Subject(folder.file);
      try {
        await subject.open();
        for (const one of sequence) {
          await subject.run(one);
          await subject.compare();
        }
        await subject.run({ op: 'reopen' });
        await subject.compare();
      } finally {
        await subject.close();
      }
    }),
    { numRuns: 60 },
  );
});
