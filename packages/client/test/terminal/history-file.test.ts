import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { HistoryFile } from '../../../../common/terminal/history-file.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('HistoryFile makes a file that others could read its owner’s alone, and keeps what is in it', () => {
  const path = inFolder('history');
  writeFileSync(path, 'one\ntwo\n', { mode: 0o644 });
  const history = new HistoryFile(path);
  expect([modeOf(path), history.newestFirst()]).toEqual([0o600, ['two', 'one']]);
  history.add('three');
  expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'one\ntwo\nthree\n']);
});

test('HistoryFile makes a new file readable by its owner alone, and leaves what is no file as it is', () => {
  const path = inFolder('state/history');
  new HistoryFile(path).add('one');
  expect(modeOf(path)).toBe(0o600);
  const before = modeOf('/dev/null');
  expect(new HistoryFile('/dev/null').newestFirst()).toEqual([]);
  expect(modeOf('/dev/null')).toBe(before);
});
