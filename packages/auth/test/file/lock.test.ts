import { expect, test } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { acquireLock } from '../../src/file/lock.ts';
import { temporaryFolder } from '../fixtures/temporary.ts';

const soon = { timeoutMs: 0, owner: undefined };
const later = { timeoutMs: 100_000, owner: undefined };

function startThread(fixture: string, env: Record<string, string>): Worker {
  return new Worker(new URL(`../fixtures/${fixture}.ts`, import.meta.url), { env });
}

function startProcess(fixture: string, env: Record<string, string>): ChildProcess {
  const path = fileURLToPath(new URL(`../fixtures/${fixture}.ts`, import.meta.url));
  return spawn(process.execPath, ['--no-warnings', path], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('acquireLock() has one holder at a time, also within a thread', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  const release = await acquireLock(path, later);
  await expect(acquireLock(path, soon)).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
    message: expect.stringContaining('held the lock'),
  });
  const next = acquireLock(path, later);
  release();
  (await next)();
});

test('acquireLock() leaves one empty file with mode 0600', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  const release = await acquireLock(path, later);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(path).size).toBe(0);
  release();
  expect(readdirSync(folder.path)).toEqual(['lock']);
});

test('acquireLock() rejects if the lock file cannot be used', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  writeFileSync(path, 'this is no empty file, and no database either'.repeat(50));
  await expect(acquireLock(path, soon)).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  await expect(acquireLock(join(folder.path, 'no', 'lock'), soon)).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
  });
});

test.each([
  ['a symbolic link', symlinkSync],
  ['a second name of another file', linkSync],
])('acquireLock() rejects %s and leaves the other file unchanged', async (_what, link) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  const victim = join(folder.path, 'victim');
  writeFileSync(victim, '');
  chmodSync(victim, 0o644);
  link(victim, path);
  const { uid, mode } = statSync(victim);
  const owner = { uid: 12_345, gid: 12_345 };
  await expect(acquireLock(path, { timeoutMs: 0, owner })).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
    message: expect.stringContaining('is a link or not a regular file'),
  });
  expect(statSync(victim)).toMatchObject({ uid, mode });
});

test('acquireLock() creates no file through a symbolic link', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  symlinkSync(join(folder.path, 'elsewhere'), path);
  await expect(acquireLock(path, soon)).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  expect(existsSync(join(folder.path, 'elsewhere'))).toBe(false);
});

const pipes = process.platform === 'win32' ? test.skip : test;

pipes('acquireLock() rejects a folder and a pipe', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'folder'));
  execFileSync('mkfifo', [join(folder.path, 'pipe')]);
  for (const name of ['folder', 'pipe']) {
    await expect(acquireLock(join(folder.path, name), soon)).rejects.toMatchObject({
      code: 'ERR_AUTH_FILE',
      message: expect.stringContaining('is a link or not a regular file'),
    });
  }
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot(
  'acquireLock() by root gives the lock file to the owner, a new one and an old one',
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'lock');
    for (const uid of [12_345, 23_456]) {
      (await acquireLock(path, { timeoutMs: 0, owner: { uid, gid: uid } }))();
      expect(statSync(path)).toMatchObject({ uid, gid: uid });
    }
  },
);

test('acquireLock() acquires the lock of a killed process', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  using holder = startProcess('lock-holder', { LOCK_PATH: path });
  await once(holder.stdout ?? holder, 'data');
  await expect(acquireLock(path, soon)).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  holder.kill('SIGKILL');
  (await acquireLock(path, later))();
});

test('acquireLock() acquires the lock of a terminated thread', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  await using holder = startThread('lock-holder', { LOCK_PATH: path });
  await once(holder, 'message');
  await expect(acquireLock(path, soon)).rejects.toMatchObject({ code: 'ERR_AUTH_FILE' });
  await holder.terminate();
  (await acquireLock(path, soon))();
});

test('acquireLock() excludes eight threads and two processes from each other', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'lock');
  const env = { LOCK_PATH: path, ROUNDS: '25' };
  writeFileSync(`${path}.count`, '0');
  const threads = Array.from({ length: 8 }, () => startThread('lock-counter', env));
  const processes = Array.from({ length: 2 }, () => startProcess('lock-counter', env));
  const exits = [...threads, ...processes].map((one) => once(one, 'exit'));
  expect((await Promise.all(exits)).map(([code]) => code as number)).toEqual(Array(10).fill(0));
  expect(readFileSync(`${path}.count`, 'utf8')).toBe('250');
});
