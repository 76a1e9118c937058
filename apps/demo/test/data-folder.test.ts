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

test('makeDataFolder() creates a folder that only its owner can access', () => {
  const data = join(folder, 'a/b');
  expect(makeDataFolder(data)).toBeUndefined();
  expect(modeOf(data)).toBe(0o700);
  expect(makeDataFolder(data)).toBeUndefined();
});

test('makeDataFolder() leaves an existing folder unchanged, and warns if others can access it', () => {
  chmodSync(folder, 0o755);
  expect(makeDataFolder(folder)).toContain(
    `other users can access the data folder ${folder} (mode 755)`,
  );
  expect(modeOf(folder)).toBe(0o755);
});
