import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeDataFolder } from '../src/data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('the data folder is made for its owner alone', () => {
  const data = join(folder, 'a/b');
  expect(makeDataFolder(data)).toBeUndefined();
  expect(modeOf(data)).toBe(0o700);
  expect(makeDataFolder(data)).toBeUndefined();
});

test('one that is there stays as it is, and who can reach it is told', () => {
  chmodSync(folder, 0o755);
  expect(makeDataFolder(folder)).toContain(`others can reach the data folder ${folder} (mode 755)`);
  expect(modeOf(folder)).toBe(0o755);
});
