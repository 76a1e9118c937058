import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const paths = [...text.matchAll(/`((?:packages|apps|common|tools)\/[\w./-]+)`/g)].map(
  ([, path = '']) => path,
);

test('docs/architecture.md names only files and folders that exist', () => {
  expect(paths.length).toBeGreaterThan(60);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each([
  ['A line of text', 22],
  ['A PRIVMSG from an IRC client', 24],
  ['`kick anna` on the console', 17],
  ['A login with a password', 22],
])('the walk "%s" names at most %d files', (title, most) => {
  const [, rest = ''] = text.split(`### ${title}\n`);
  const [walk = ''] = rest.split(/^#{2,3} /m);
  const numbered = walk.split('\n').filter((line) => /^\d+\. /.test(line));
  const files = numbered.flatMap((line) => line.match(/`(?:packages|apps)\/[^`]+`/g) ?? []);
  expect(files.length).toBeGreaterThan(8);
  expect(new Set(files).size).toBeLessThanOrEqual(most);
});
