import { expect, test } from '@jest/globals';
import { Book } from '../src/file/book.ts';
import { newAccount, register } from '../src/accounts/changes.ts';
import { Ledger, type LedgerListener } from '../src/accounts/ledger.ts';
import { memoryStorage } from '../src/file/memory-storage.ts';
import { Sightings } from '../src/accounts/sightings.ts';
import type { Storage } from '../src/file/storage.ts';

const phc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
const add = (name: string) => register(newAccount(name, { phc, address: undefined, at: 1 }));
const quiet: LedgerListener = {
  changed: () => undefined,
  isFollowed: true,
  reloaded: () => undefined,
  refused: () => undefined,
};

async function open(over: Partial<Storage> = {}, listener: Partial<LedgerListener> = {}) {
  const memory = memoryStorage();
  const storage = { ...memory, ...over };
  const parts = { sightings: new Sightings(), listener: { ...quiet, ...listener } };
  return { memory, ledger: new Ledger(storage, await memory.read(), parts) };
}

const names = (book: Book): string[] => Array.from(book.accounts(), ({ name }) => name);

test('Ledger.commit() writes changes of one turn at once, and of one write together', async () => {
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

test('Ledger.commit() shows nothing and resolves nothing before the write is done', async () => {
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

test('Ledger.commit() rejects the change that throws and keeps the others of its write', async () => {
  const { ledger } = await open();
  const outcomes = await Promise.allSettled(
    ['bob', 'BOB', 'carl'].map((n) => ledger.commit(add(n))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names(ledger.book)).toEqual(['bob', 'carl']);
});

test('Ledger.commit() changes nothing when the write fails, and works again after', async () => {
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

test('Ledger.commit() works on top of an edit that comes while it writes', async () => {
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

test('Ledger.commit() with a backup shares its write with no other change', async () => {
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

test('Ledger.commit() is never forgotten when it follows another at once', async () => {
  const { ledger } = await open();
  for (let i = 0; i < 300; i += 1) await ledger.commit(add(`name${i}`));
  expect(ledger.book.size).toBe(300);
});

test('Ledger.refresh() reports an unusable version once and keeps the last good one', async () => {
  const memory = memoryStorage();
  const refused: unknown[] = [];
  const { ledger } = await open(memory, { refused: (error) => refused.push(error) });
  await ledger.commit(add('alice'));
  await memory.write('nonsense\n', '');
  await ledger.refresh();
  await ledger.refresh();
  expect(refused).toEqual([expect.objectContaining({ code: 'ERR_AUTH_FILE', line: 1 })]);
  expect(names(ledger.book)).toEqual(['alice']);
  await expect(ledger.commit(add('bob'))).rejects.toBe(refused[0]);
  expect(await memory.read().catch(() => 'nonsense')).toBe('nonsense');
  await memory.write(`bob:${phc}:\n`, '');
  await ledger.refresh();
  expect(names(ledger.book)).toEqual(['bob']);
});

/** A ledger whose stored version `bob` cannot be read for now, as the system has too many files open. */
async function outOfDescriptors() {
  const memory = memoryStorage();
  const refused: unknown[] = [];
  const system = { fails: false };
  const { ledger } = await open(
    {
      ...memory,
      read: (previous) => {
        if (system.fails) return Promise.reject(new Error('EMFILE'));
        return memory.read(previous);
      },
    },
    { refused: (error) => refused.push(error) },
  );
  await memory.write(`bob:${phc}:\n`, '');
  system.fails = true;
  return { ledger, refused, system };
}

test('Ledger reads again what the system could not read, and tells of it once', async () => {
  const { ledger, refused, system } = await outOfDescriptors();
  await ledger.refresh();
  await expect(ledger.commit(add('alice'))).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  await expect(ledger.reload()).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  expect(refused).toEqual([expect.objectContaining({ cause: new Error('EMFILE') })]);
  system.fails = false;
  await ledger.commit(add('alice'));
  expect(names(ledger.book)).toEqual(['bob', 'alice']);
});

test('Ledger.refresh() takes up what the system can read again', async () => {
  const { ledger, system } = await outOfDescriptors();
  await ledger.refresh();
  system.fails = false;
  await ledger.refresh();
  expect(names(ledger.book)).toEqual(['bob']);
});

test('Ledger.reload() reads again what was refused for its content', async () => {
  const memory = memoryStorage();
  const { ledger } = await open({ ...memory, stamp: () => 'always' });
  await memory.write('nonsense\n', '');
  await expect(ledger.reload()).rejects.toMatchObject({ line: 1 });
  await memory.write(`bob:${phc}:\n`, '');
  await ledger.reload();
  expect(names(ledger.book)).toEqual(['bob']);
});
