import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type ChatError, Hub, SqliteHistory } from '../src/index.ts';
import { read } from './support/read.ts';
import { isSaid, post, Thread } from './support/thread.ts';

const asRoot = process.getuid?.() === 0 ? test : test.skip;
const pipes = process.platform === 'win32' ? test.skip : test;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-files-'));
  file = join(folder, 'h.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('A history file', () => {
  test.each(['', '-wal', '-shm', '-journal'])(
    'is not opened if h.db%s is a link, and the target of the link is not modified',
    (end) => {
      const victim = join(folder, 'victim');
      for (const link of [symlinkSync, linkSync]) {
        writeFileSync(victim, '', { mode: 0o644 });
        if (end !== '') fill();
        link(victim, `${file}${end}`);
        expect(codeOfOpening()).toBe('ERR_CHAT_HISTORY_FAILED');
        expect([statSync(victim).size, statSync(victim).mode & 0o777]).toEqual([0, 0o644]);
        rmSync(`${file}${end}`);
        rmSync(victim);
      }
    },
  );

  test('is not created through a link', () => {
    symlinkSync(join(folder, 'elsewhere'), file);
    expect(codeOfOpening()).toBe('ERR_CHAT_HISTORY_FAILED');
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  test('cannot be a directory', () => {
    mkdirSync(file);
    expect(errorOfOpening().message).toBe(`Cannot open "${file}": it is a folder`);
  });

  pipes('is not a pipe, and opening one does not wait for its other end', () => {
    execFileSync('mkfifo', [file]);
    expect(errorOfOpening().message).toBe(`Cannot open "${file}": it is not a regular file`);
  });

  test('may be empty', async () => {
    writeFileSync(file, '');
    const history = new SqliteHistory({ file });
    expect(await read(history, { conversation: '#lobby', limit: 9 })).toEqual([]);
    history.close();
  });

  test.each([
    ['empty', () => writeFileSync(file, '')],
    ['missing', () => rmSync(file)],
  ])('is not opened if it is %s and its -wal file holds messages', (what, damage) => {
    const history = new SqliteHistory({ file });
    history.append(message(1));
    history.commit();
    const copy = readFileSync(`${file}-wal`);
    history.close();
    writeFileSync(`${file}-wal`, copy);
    damage();
    const { code, message: text } = errorOfOpening();
    expect(code).toBe('ERR_CHAT_HISTORY_DAMAGED');
    expect(text).toContain(`it is ${what}, but "${file}-wal" holds messages`);
    expect(readFileSync(`${file}-wal`).equals(copy)).toBe(true);
  });

  test('is not opened if another history of this process has it open', () => {
    const history = new SqliteHistory({ file });
    expect(errorOfOpening()).toMatchObject({
      code: 'ERR_CHAT_HISTORY_IN_USE',
      message: `Cannot open "${file}": another process is using it`,
    });
    // The first history is not affected.
    history.append(message(1));
    history.commit();
    history.close();
    fill();
  });

  test('is not opened while another process has it open, and is once that process has ended or crashed', async () => {
    const program = `
      import { SqliteHistory } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      new SqliteHistory({ file: ${JSON.stringify(file)} });
      console.log('open');
      setInterval(() => {}, 1000);`;
    const args = ['--conditions=@threadline/source', '--input-type=module', '-e', program];
    const other = spawn(process.execPath, args);
    await once(other.stdout, 'data');
    expect(codeOfOpening()).toBe('ERR_CHAT_HISTORY_IN_USE');
    other.kill('SIGKILL');
    await once(other, 'exit');
    fill();
  });

  test('can be copied with VACUUM INTO while the chat runs', () => {
    const history = new SqliteHistory({ file });
    history.append(message(1));
    history.commit();
    const copy = join(folder, 'copy.db');
    const other = new DatabaseSync(file);
    other.exec(`VACUUM INTO '${copy}'`);
    other.close();
    history.close();
    const copied = new SqliteHistory({ file: copy });
    expect(copied.size).toBe(1);
    copied.close();
  });

  test('is a single complete file after close(), even after history queries', async () => {
    const history = new SqliteHistory({ file });
    history.append(message(1));
    history.commit();
    expect(await read(history, { conversation: '#lobby', limit: 9 })).toHaveLength(1);
    history.close();
    expect(readdirSync(folder)).toEqual(['h.db']);
  });

  asRoot(
    'created by root belongs to the owner of the directory, as do the files beside it',
    async () => {
      chownSync(folder, 12_345, 23_456);
      const history = new SqliteHistory({ file });
      history.append(message(1));
      history.commit();
      await read(history, { conversation: '#lobby', limit: 9 });
      for (const name of readdirSync(folder)) {
        expect(statSync(join(folder, name))).toMatchObject({ uid: 12_345, gid: 23_456 });
      }
      expect(readdirSync(folder)).toHaveLength(3);
      history.close();
    },
  );

  asRoot('that cannot be written, or not be made, is refused and nothing is made', () => {
    fill();
    const open = (path: string): string => {
      const program = `
        import { SqliteHistory } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
        process.setuid(12345);
        try { new SqliteHistory({ file: ${JSON.stringify(path)} }) } catch ({ code }) { console.log(code) }`;
      const args = ['--conditions=@threadline/source', '--input-type=module', '-e', program];
      return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
    };
    execFileSync('chmod', ['755', folder]);
    execFileSync('chmod', ['644', file]);
    expect(open(file)).toBe('ERR_CHAT_HISTORY_FAILED');
    expect(open(join(folder, 'new.db'))).toBe('ERR_CHAT_HISTORY_FAILED');
    expect(readdirSync(folder)).toEqual(['h.db']);
    execFileSync('chmod', ['600', file]);
    expect(open(file)).toBe('ERR_CHAT_HISTORY_FAILED');
  });
});

test('Hub keeps working while its file cannot be written, and stores messages again once it can', async () => {
  const hub = new Hub({ history: new SqliteHistory({ file }), flood: 'off' });
  const [one, two] = [new Thread(hub.connect()), new Thread(hub.connect())];
  const anna = await one.enter('anna');
  await two.enter('bea');
  const unlock = await lock(() => one.turn(post(anna, 'before')));
  one.turn(post(anna, 'lost'), post(anna, 'lost too'));
  const refused = await one.find(({ type }) => type === 'refused');
  expect(refused).toMatchObject({
    session: anna,
    code: 'ERR_CHAT_HISTORY_FAILED',
    message: 'Not sent: the history cannot be written right now',
  });
  // Logins, logouts and queries still work.
  const carl = await two.enter('carl');
  expect(await two.request({ type: 'who', session: carl, room: 'lobby' })).toMatchObject({
    type: 'response',
  });
  const asked = { type: 'history', session: carl, with: 'lobby', limit: 9 } as const;
  expect(await two.request(asked)).toMatchObject({ type: 'response' });
  expect(hub.stats().failedTurns).toBeGreaterThan(0);
  await unlock();
  one.turn(post(anna, 'after'));
  await two.find(isSaid('after'));
  expect(two.events.some(isSaid('lost'))).toBe(false);
  hub.close();
});

test('SqliteHistory does not wait for a lock again after one turn has waited in vain, until it is released', async () => {
  const [history, waited] = [
    new SqliteHistory({ file }),
    jest.spyOn(DatabaseSync.prototype, 'exec'),
  ];
  const commit = (): boolean => {
    history.append(message(history.lastId + 1));
    try {
      history.commit();
      return true;
    } catch {
      history.rollback();
      return false;
    }
  };
  const unlock = await lock(() => void commit());
  while (commit());
  waited.mockClear();
  for (let turn = 0; turn < 20; turn += 1) expect(commit()).toBe(false);
  const statements = waited.mock.calls.map(([sql]) => sql);
  expect(new Set(statements)).toEqual(new Set(['BEGIN IMMEDIATE']));
  const { timeout } = databaseOf(waited).prepare('PRAGMA busy_timeout').get() ?? {};
  expect(timeout).toBe(0);
  await unlock();
  expect(commit()).toBe(true);
  waited.mockRestore();
  history.close();
});

/** Locks the file from another process between two transactions, which `commit` provides. */
async function lock(commit: () => void): Promise<() => Promise<void>> {
  const program = `
    import { DatabaseSync } from 'node:sqlite';
    const database = new DatabaseSync(${JSON.stringify(file)}, { timeout: 0 });
    for (let locked = false; !locked;) {
      try { database.exec('BEGIN IMMEDIATE'); locked = true } catch {}
    }
    console.log('locked');
    process.stdin.once('data', () => { database.close(); process.exit() });`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let locked = false;
  other.stdout.once('data', () => (locked = true));
  while (!locked) {
    commit();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return async () => {
    other.stdin.write('\n');
    await once(other, 'exit');
  };
}

function databaseOf(exec: { mock: { contexts: unknown[] } }): DatabaseSync {
  return exec.mock.contexts.at(-1) as DatabaseSync;
}

function fill(): void {
  const history = new SqliteHistory({ file });
  history.append(message(history.lastId + 1));
  history.close();
}

function errorOfOpening(): Partial<ChatError> {
  try {
    new SqliteHistory({ file }).close();
    return {};
  } catch (error) {
    return error as ChatError;
  }
}

function codeOfOpening(): string | undefined {
  return errorOfOpening().code;
}

function message(id: number) {
  const [account, kind] = ['anna', 'message'] as const;
  return { id, at: id, conversation: '#lobby', account, kind, text: `word${id}` };
}
