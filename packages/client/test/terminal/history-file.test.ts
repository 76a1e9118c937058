import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { HistoryFile } from '../../../../common/terminal/history-file.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('HistoryFile removes the permissions of other users from an existing file, and keeps its lines', () => {
  const path = inFolder('history');
  writeFileSync(path, 'one\ntwo\n', { mode: 0o644 });
  const history = new HistoryFile(path);
  expect([modeOf(path), history.newestFirst()]).toEqual([0o600, ['two', 'one']]);
  history.add('three');
  expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'one\ntwo\nthree\n']);
});

test('HistoryFile creates a file only its owner can read, and does not change a device', () => {
  const path = inFolder('state/history');
  new HistoryFile(path).add('one');
  expect(modeOf(path)).toBe(0o600);
  const before = modeOf('/dev/null');
  expect(new HistoryFile('/dev/null').newestFirst()).toEqual([]);
  expect(modeOf('/dev/null')).toBe(before);
});
