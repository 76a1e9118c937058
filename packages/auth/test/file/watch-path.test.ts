import { expect, test } from '@jest/globals';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../fixtures/temporary.ts';
import { watchPath } from '../../src/file/watch-path.ts';

test('watchPath() calls back for a file that is written in place, replaced and created again', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.file, 'one\n');
  let changed = Promise.withResolvers<void>();
  const watcher = watchPath(folder.file, () => changed.resolve());
  const sees = async (act: () => void): Promise<void> => {
    changed = Promise.withResolvers();
    act();
    await changed.promise;
  };
  await sees(() => appendFileSync(folder.file, 'two\n'));
  for (let i = 0; i < 3; i += 1) {
    await sees(() => {
      writeFileSync(`${folder.file}.tmp`, `replaced ${i}\n`);
      renameSync(`${folder.file}.tmp`, folder.file);
    });
  }
  await sees(() => rmSync(folder.file));
  await sees(() => writeFileSync(folder.file, 'again\n'));
  await sees(() => appendFileSync(folder.file, 'and on\n'));
  watcher.close();
});

test('watchPath() ignores other files of the folder', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.file, 'one\n');
  let calls = 0;
  let changed = Promise.withResolvers<void>();
  const watcher = watchPath(folder.file, () => {
    calls += 1;
    changed.resolve();
  });
  appendFileSync(folder.file, 'two\n');
  await changed.promise;
  const before = calls;
  for (let i = 0; i < 100; i += 1) writeFileSync(join(folder.path, 'busy'), String(i));
  changed = Promise.withResolvers();
  appendFileSync(folder.file, 'three\n');
  await changed.promise;
  expect(calls - before).toBe(1);
  watcher.close();
});
