import { describe, expect, test } from '@jest/globals';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createFile, fileStorage } from '../../src/file/file-storage.ts';
import { replaceFile } from '../../src/file/replace-file.ts';
import { temporaryFolder } from '../fixtures/temporary.ts';

const options = { lockTimeoutMs: 5_000 };
const permissions = process.platform === 'win32' ? test.skip : test;

permissions('fileStorage() creates only files that other users cannot access', async () => {
  using folder = temporaryFolder();
  const storage = fileStorage(folder.file, options);
  await createFile(storage);
  const { stamp } = await storage.read();
  await storage.backup('# old\n');
  expect(await storage.write('# new\n', stamp)).toBe(storage.stamp());
  expect(readdirSync(folder.path).sort()).toEqual(['accounts', 'accounts.bak', 'accounts.lock']);
  for (const name of readdirSync(folder.path)) {
    expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
  }
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot(
  'fileStorage() run by root creates files for the owner of the folder, and keeps the owner of the file',
  async () => {
    using folder = temporaryFolder();
    chownSync(folder.path, 12_345, 23_456);
    const storage = fileStorage(folder.file, options);
    await createFile(storage);
    for (const name of ['accounts', 'accounts.lock']) {
      expect(statSync(join(folder.path, name))).toMatchObject({ uid: 12_345, gid: 23_456 });
    }
    chownSync(folder.path, 0, 0);
    const { stamp } = await storage.read();
    await storage.backup('# old\n');
    await storage.write('# new\n', stamp);
    for (const name of ['accounts', 'accounts.bak']) {
      expect(statSync(join(folder.path, name))).toMatchObject({ uid: 12_345, gid: 23_456 });
    }
  },
);

permissions.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o666])(
  'fileStorage().read() rejects a file of mode %o',
  async (mode) => {
    using folder = temporaryFolder();
    writeFileSync(folder.file, '');
    chmodSync(folder.file, mode);
    await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
      code: 'ERR_AUTH_FILE',
      message: expect.stringContaining(`mode ${mode.toString(8)}`),
    });
  },
);

describe('fileStorage().read() rejects', () => {
  test('a missing file', async () => {
    using folder = temporaryFolder();
    await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
      code: 'ERR_AUTH_FILE',
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
  });

  test('a folder', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.file, { mode: 0o700 });
    await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
      code: 'ERR_AUTH_FILE',
    });
  });

  test('bytes that are not UTF-8, with their line number', async () => {
    using folder = temporaryFolder();
    const bytes = Buffer.concat([Buffer.from('# fine\n# über\n# '), Buffer.from([0xc3, 0x28, 10])]);
    writeFileSync(folder.file, bytes, { mode: 0o600 });
    await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
      code: 'ERR_AUTH_FILE',
      line: 3,
    });
  });
});

test('fileStorage() follows a symbolic link and keeps it', async () => {
  using folder = temporaryFolder();
  const link = join(folder.path, 'link');
  writeFileSync(folder.file, '# old\n', { mode: 0o600 });
  symlinkSync(folder.file, link);
  const storage = fileStorage(link, options);
  const { stamp } = await storage.read();
  await storage.write('# new\n', stamp);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(folder.file, 'utf8')).toBe('# new\n');
  (await storage.lock())();
  expect(existsSync(`${folder.file}.lock`)).toBe(true);
});

test('fileStorage().write() does nothing if the file was edited in the meantime', async () => {
  using folder = temporaryFolder();
  const storage = fileStorage(folder.file, options);
  await createFile(storage);
  const { stamp } = await storage.read();
  writeFileSync(folder.file, '# by hand\n');
  expect(await storage.write('# new\n', stamp)).toBeUndefined();
  expect(readFileSync(folder.file, 'utf8')).toBe('# by hand\n');
  expect(existsSync(`${folder.file}.tmp`)).toBe(false);
});

test('replaceFile() removes what a crash left, and follows no link', async () => {
  using folder = temporaryFolder();
  const victim = join(folder.path, 'victim');
  writeFileSync(victim, 'untouched');
  symlinkSync(victim, `${folder.file}.tmp`);
  await replaceFile(folder.file, '# new\n');
  expect(readFileSync(victim, 'utf8')).toBe('untouched');
  expect(readFileSync(folder.file, 'utf8')).toBe('# new\n');
  expect(lstatSync(folder.file).isFile()).toBe(true);
});

const fifos = process.platform === 'win32' ? test.skip : test;

fifos.each([
  ['a FIFO', (file: string) => execFileSync('mkfifo', ['-m', '600', file])],
  ['a folder', (file: string) => mkdirSync(file, { mode: 0o700 })],
  ['a device', (file: string) => symlinkSync('/dev/zero', file)],
])('fileStorage() rejects %s in place of the file without waiting', async (kind, make) => {
  using folder = temporaryFolder();
  make(folder.file);
  await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
    message: expect.stringContaining(`is ${kind}, not a regular file`),
  });
});

test('fileStorage() accepts a byte order mark and CR LF', async () => {
  using folder = temporaryFolder();
  const phc =
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
  const text = `\uFEFF# Ännä\r\nanna:${phc}:roles=operator\r\n\r\nbea:${phc}:\r\n`;
  writeFileSync(folder.file, text, { mode: 0o600 });
  const { book } = await fileStorage(folder.file, options).read();
  expect(Array.from(book.accounts(), ({ name, roles }) => [name, ...roles])).toEqual([
    ['anna', 'operator'],
    ['bea'],
  ]);
  expect(book.text()).toBe(text.slice(1).replaceAll('\r\n', '\n'));
});

test('fileStorage() explains how to write a role that is in the wrong place', async () => {
  using folder = temporaryFolder();
  const phc =
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
  const line = `anna:${phc}:created=2026-01-02T03:04:05.678Z:roles=operator\n`;
  writeFileSync(folder.file, line, { mode: 0o600 });
  await expect(fileStorage(folder.file, options).read()).rejects.toMatchObject({
    code: 'ERR_AUTH_FILE',
    message: expect.stringContaining('line 1: expected one space before roles=, and nothing else'),
  });
});
