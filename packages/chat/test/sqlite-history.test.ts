import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { schemaVersion, upgradeSchema } from '../src/history/schema.ts';
import { type ChatError, type Message, SqliteHistory } from '../src/index.ts';
import { privateOf, read, search } from './support/read.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-sqlite-'));
  file = join(folder, 'h.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('SqliteHistory', () => {
  test('returns committed messages after a restart and continues their numbers', async () => {
    fill(3);
    const history = new SqliteHistory({ file });
    expect([history.lastId, history.lastAt, history.size]).toEqual([3, 3, 3]);
    expect((await search(history, '#lobby', 'word2', 5)).map(({ id }) => id)).toEqual([2]);
    history.close();
  });

  test('continues the numbers even if retention removed all messages', () => {
    const history = new SqliteHistory({ file, maxAgeDays: 1 });
    history.append(message(7));
    history.commit();
    history.trim(90_000_000);
    history.close();
    const again = new SqliteHistory({ file });
    expect([again.lastId, again.size]).toEqual([7, 0]);
    again.close();
  });

  test('creates files that only their owner can read', () => {
    writeFileSync(file, '', { mode: 0o666 });
    chmodSync(file, 0o666);
    const history = new SqliteHistory({ file });
    history.append(message(1));
    history.commit();
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(['h.db', 'h.db-shm', 'h.db-wal']);
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    history.close();
  });

  test('keeps committed messages when the process is killed', async () => {
    const program = `
      import { SqliteHistory } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      const history = new SqliteHistory({ file: ${JSON.stringify(file)} });
      const message = (id) => ({ id, at: id, conversation: '#lobby', account: 'a', kind: 'message', text: 'x' });
      history.append(message(1));
      history.commit();
      history.append(message(2));
      process.kill(process.pid, 'SIGKILL');`;
    const args = ['--conditions=@threadline/source', '--input-type=module', '-e', program];
    const [, signal] = (await once(spawn(process.execPath, args), 'exit')) as [number, string];
    expect(signal).toBe('SIGKILL');
    const history = new SqliteHistory({ file });
    expect((await read(history, { conversation: '#lobby', limit: 9 })).map(({ id }) => id)).toEqual(
      [1],
    );
    history.close();
  });

  test.each<[string, string, () => void]>([
    [
      'is not a database',
      'ERR_CHAT_HISTORY_DAMAGED',
      () => writeFileSync(file, 'hello '.repeat(2000)),
    ],
    ['was truncated', 'ERR_CHAT_HISTORY_DAMAGED', () => (fill(2000), truncateSync(file, 40_000))],
    [
      'has pages overwritten',
      'ERR_CHAT_HISTORY_DAMAGED',
      () => (fill(2000), overwrite(8192, 60_000)),
    ],
    ['is from another tool', 'ERR_CHAT_HISTORY_DAMAGED', () => exec('CREATE TABLE other (x)')],
    [
      'is from a newer version',
      'ERR_CHAT_HISTORY_NEWER',
      () => (fill(1), exec('PRAGMA user_version = 99')),
    ],
  ])('refuses a file that %s, and does not modify it', (_what, code, prepare) => {
    prepare();
    const before = readFileSync(file);
    let error: Partial<ChatError> = {};
    try {
      new SqliteHistory({ file }).close();
    } catch (caught) {
      error = caught as ChatError;
    }
    expect(error.code).toBe(code);
    expect(error.message).toContain(`Cannot open "${file}"`);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['h.db']);
  });

  test('throws a clear error if the file cannot be created', () => {
    const nowhere = join(folder, 'no', 'h.db');
    expect(() => new SqliteHistory({ file: nowhere })).toThrow(
      expect.objectContaining({ code: 'ERR_CHAT_HISTORY_FAILED' }),
    );
  });

  test('upgrades its schema in one transaction', () => {
    const database = new DatabaseSync(file);
    // An existing table makes the last step of the upgrade fail.
    database.exec('CREATE TABLE kept (x)');
    expect(() => upgradeSchema(database)).toThrow('kept already exists');
    const tables = database.prepare('SELECT name FROM sqlite_schema').all();
    expect(tables.map(({ name }) => name)).toEqual(['kept']);
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 0 });
    database.exec('DROP TABLE kept');
    upgradeSchema(database);
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({
      user_version: schemaVersion,
    });
    database.close();
  });

  test('trim() works in bounded steps', () => {
    const history = new SqliteHistory({ file, maxMessages: 100 });
    for (let id = 1; id <= 1000; id += 1) history.append(message(id));
    history.commit();
    let steps = 1;
    while (history.trim(1)) {
      history.commit();
      steps += 1;
      expect(history.size).toBe(Math.max(100, 1000 - (steps - 1) * 200));
    }
    expect([steps, history.size]).toEqual([5, 100]);
    history.close();
  });

  test('trim() removes messages beyond the maximum number, then old ones', () => {
    const history = new SqliteHistory({ file, maxMessages: 100, maxAgeDays: 1 });
    for (let id = 1; id <= 150; id += 1) history.append(message(id));
    history.commit();
    while (history.trim(90_000_000)) history.commit();
    history.commit();
    expect(history.size).toBe(0);
    history.close();
  });

  test('trim() removes empty conversations, which can be used again', async () => {
    const history = new SqliteHistory({ file, maxAgeDays: 1 });
    history.append({ ...message(1), conversation: '@anna bea' });
    history.commit();
    expect(await privateOf(history, 'anna')).toHaveLength(1);
    while (history.trim(90_000_000)) history.commit();
    history.trim(90_000_000);
    history.commit();
    expect(await privateOf(history, 'anna')).toEqual([]);
    history.append({ ...message(2), conversation: '@anna bea' });
    history.commit();
    expect(await read(history, { conversation: '@anna bea', limit: 9 })).toHaveLength(1);
    history.close();
  });

  test('does not reuse the number of an unstored message after a restart', () => {
    const history = new SqliteHistory({ file });
    history.append(message(1));
    history.skip(2);
    history.commit();
    history.close();
    const again = new SqliteHistory({ file });
    expect([again.lastId, again.size]).toEqual([2, 1]);
    again.close();
  });

  test('stores nothing of a turn while the disk is full, and stores the next turn', async () => {
    const [history, database] = openWithDatabase();
    history.append(message(1));
    history.commit();
    const limit = new DatabaseSync(file);
    const { page_count: pages } = limit.prepare('PRAGMA page_count').get() as {
      page_count: number;
    };
    limit.close();
    database.exec(`PRAGMA max_page_count = ${pages + 4}`);
    for (let id = 2; id <= 60; id += 1) {
      history.append({ ...message(id), text: 'x'.repeat(1000) });
    }
    expect(() => history.commit()).toThrow();
    history.rollback();
    expect(
      (await read(history, { conversation: '#lobby', limit: 99 })).map(({ id }) => id),
    ).toEqual([1]);
    database.exec('PRAGMA max_page_count = 100000');
    history.append(message(61));
    history.commit();
    history.close();
    const again = new SqliteHistory({ file });
    expect((await read(again, { conversation: '#lobby', limit: 99 })).map(({ id }) => id)).toEqual([
      1, 61,
    ]);
    again.close();
  });
});

/** A history and its private connection. */
function openWithDatabase(): [SqliteHistory, DatabaseSync] {
  const exec = jest.spyOn(DatabaseSync.prototype, 'exec');
  const history = new SqliteHistory({ file });
  const database = exec.mock.contexts.at(-1);
  exec.mockRestore();
  return [history, database as DatabaseSync];
}

function fill(count: number): void {
  const history = new SqliteHistory({ file });
  for (let id = 1; id <= count; id += 1) history.append(message(id));
  history.close();
}

function message(id: number): Message {
  const text = `word${id} and some more of them`;
  return { id, at: id, conversation: '#lobby', account: 'anna', kind: 'message', text };
}

function overwrite(from: number, to: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, from, to);
  writeFileSync(file, bytes);
}

function exec(sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
