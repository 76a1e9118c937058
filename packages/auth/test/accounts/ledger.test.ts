import { expect, test } from '@jest/globals';
import { Book } from '../../src/file/book.ts';
import { newAccount, register } from '../../src/accounts/changes.ts';
import { Ledger, type LedgerListener } from '../../src/accounts/ledger.ts';
import { memoryStorage, type Storage } from '../../src/file/storage.ts';
import { Sightings } from '../../src/accounts/sightings.ts';

const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
const add = (name: string) => register(newAccount(name, { phc, address: undefined, at: 1 }));
const quiet: LedgerListener = {
  changed: () => undefined,
  wantsChanges: true,
  reloaded: () => undefined,
  reloadFailed: () => undefined,
};

async function open(over: Partial<Storage> = {}, listener: Partial<LedgerListener> = {}) {
  const memory = memoryStorage();
  const storage = { ...memory, ...over };
  const parts = { additions: new Sightings(), listener: { ...quiet, ...listener } };
  return { memory, ledger: new Ledger(storage, await memory.read(), parts) };
}

const names = (book: Book): string[] => Array.from(book.accounts(), ({ name }) => name);

test('Ledger.commit() writes changes of one turn together, and changes made during a write together', async () => {
  let writes = 0;
  const memory = memoryStorage();
  const { ledger } = await open({
    ...memory,
    write: (text, stamp) => {
      writes += 1;
      return memory.write(text, stamp);
    },
  });
  const first = Array.from({ length: 100 }, (_, index) => ledger.commit(add(`a${index}`)));
  await first[0];
  expect(writes).toBe(1);
  await Promise.all(first);
  expect(writes).toBe(1);
  expect(ledger.book.size).toBe(100);
});

test('Ledger.commit() neither applies a change nor resolves before the write is complete', async () => {
  const written = Promise.withResolvers<void>();
  const memory = memoryStorage();
  const { ledger } = await open({
    ...memory,
    write: async (text, stamp) => {
      await written.promise;
      return memory.write(text, stamp);
    },
  });
  let resolved = false;
  const commit = ledger.commit(add('alice')).then(() => (resolved = true));
  await new Promise(setImmediate);
  expect([resolved, ledger.book.size]).toEqual([false, 0]);
  written.resolve();
  await commit;
  expect([resolved, ledger.book.size]).toEqual([true, 1]);
});

test('Ledger.commit() rejects a change that throws and makes the others', async () => {
  const { ledger } = await open();
  const outcomes = await Promise.allSettled(
    ['bob', 'BOB', 'carl'].map((n) => ledger.commit(add(n))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names(ledger.book)).toEqual(['bob', 'carl']);
});

test('Ledger.commit() changes nothing if the write fails, and works again afterwards', async () => {
  let full = true;
  const memory = memoryStorage();
  const { ledger } = await open({
    ...memory,
    write: (text, stamp) => {
      if (full) return Promise.reject(new Error('ENOSPC'));
      return memory.write(text, stamp);
    },
  });
  await expect(ledger.commit(add('alice'))).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
    cause: expect.objectContaining({ message: 'ENOSPC' }),
  });
  expect(ledger.book.size).toBe(0);
  full = false;
  await ledger.commit(add('alice'));
  expect(names(ledger.book)).toEqual(['alice']);
});

test('Ledger.commit() keeps an edit made while it writes', async () => {
  const memory = memoryStorage();
  let edits = 0;
  const { ledger } = await open({
    ...memory,
    write: async (text, stamp) => {
      if (edits > 0) return memory.write(text, stamp);
      edits += 1;
      await memory.write(`# by hand\ndora:${phc}:\n`, stamp);
      return undefined;
    },
  });
  await ledger.commit(add('alice'));
  expect((await memory.read()).book.text()).toMatch(/^# by hand\ndora:.*\nalice:.*\n$/);
  await expect(ledger.commit(add('Dora'))).rejects.toMatchObject({ code: 'ERR_AUTH_NAME_TAKEN' });
});

test('Ledger.commit() with a backup is written alone', async () => {
  const memory = memoryStorage();
  const backups: string[] = [];
  const { ledger } = await open({
    ...memory,
    backup: (text) => Promise.resolve(void backups.push(text)),
  });
  const outcomes = [
    ledger.commit(add('alice')),
    ledger.commit((draft) => draft.clear(), { backup: true }),
    ledger.commit(add('bob')),
  ];
  expect((await Promise.all(outcomes))[1]).toBe(1);
  expect(backups).toEqual([expect.stringMatching(/^alice:.*\n$/)]);
  expect(names(ledger.book)).toEqual(['bob']);
});

test('Ledger.commit() right after another one is written', async () => {
  const { ledger } = await open();
  for (let i = 0; i < 300; i += 1) await ledger.commit(add(`name${i}`));
  expect(ledger.book.size).toBe(300);
});

test('Ledger.refresh() reports an unusable version once and keeps the last valid one', async () => {
  const memory = memoryStorage();
  const errors: unknown[] = [];
  const { ledger } = await open(memory, { reloadFailed: (error) => errors.push(error) });
  await ledger.commit(add('alice'));
  await memory.write('nonsense\n', '');
  await ledger.refresh();
  await ledger.refresh();
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_AUTH_FILE', line: 1 })]);
  expect(names(ledger.book)).toEqual(['alice']);
  await expect(ledger.commit(add('bob'))).rejects.toBe(errors[0]);
  expect(await memory.read().catch(() => 'nonsense')).toBe('nonsense');
  await memory.write(`bob:${phc}:\n`, '');
  await ledger.refresh();
  expect(names(ledger.book)).toEqual(['bob']);
});

/** A ledger that cannot read the stored version `bob` for now, because too many files are open. */
async function outOfDescriptors() {
  const memory = memoryStorage();
  const errors: unknown[] = [];
  const system = { fails: false };
  const { ledger } = await open(
    {
      ...memory,
      read: (previous) => {
        if (system.fails) return Promise.reject(new Error('EMFILE'));
        return memory.read(previous);
      },
    },
    { reloadFailed: (error) => errors.push(error) },
  );
  await memory.write(`bob:${phc}:\n`, '');
  system.fails = true;
  return { ledger, errors, system };
}

test('Ledger retries after a system error, which it reports once', async () => {
  const { ledger, errors, system } = await outOfDescriptors();
  await ledger.refresh();
  await expect(ledger.commit(add('alice'))).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  await expect(ledger.reload()).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  expect(errors).toEqual([expect.objectContaining({ cause: new Error('EMFILE') })]);
  system.fails = false;
  await ledger.commit(add('alice'));
  expect(names(ledger.book)).toEqual(['bob', 'alice']);
});

test('Ledger.refresh() loads a file that has become readable again', async () => {
  const { ledger, system } = await outOfDescriptors();
  await ledger.refresh();
  system.fails = false;
  await ledger.refresh();
  expect(names(ledger.book)).toEqual(['bob']);
});

test('Ledger.reload() retries a version whose content was unusable', async () => {
  const memory = memoryStorage();
  const { ledger } = await open({ ...memory, stamp: () => 'always' });
  await memory.write('nonsense\n', '');
  await expect(ledger.reload()).rejects.toMatchObject({ line: 1 });
  await memory.write(`bob:${phc}:\n`, '');
  await ledger.reload();
  expect(names(ledger.book)).toEqual(['bob']);
});
