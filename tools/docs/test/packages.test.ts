import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const repository = 'https://github.com/threadline/threadline';

const folders = globSync(['package.json', '{packages,apps,tools}/*/package.json'], {
  cwd: root,
}).map(dirname);
const readmes = globSync('packages/*/README.md', { cwd: root });
const documents = globSync(['*.md', 'docs/*.md', '{packages,apps,tools}/*/README.md'], {
  cwd: root,
});

test.each(folders)('%s/package.json names repository, bugs, homepage and keywords', (folder) => {
  const manifest = JSON.parse(read(join(folder, 'package.json'))) as Record<string, unknown>;
  const isRoot = folder === '.';
  expect(manifest).toMatchObject({
    repository: {
      type: 'git',
      url: `git+${repository}.git`,
      ...(isRoot ? {} : { directory: folder }),
    },
    bugs: `${repository}/issues`,
    homepage: `${repository}${isRoot ? '' : `/tree/main/${folder}`}#readme`,
    keywords: expect.arrayContaining([expect.any(String)]) as unknown,
  });
});

test.each(readmes)('the links of %s work on npm', (file) => {
  const links = linksOf(file).filter((link) => !link.startsWith('#'));
  expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
});

test.each(documents)('the links of %s into the repository point to files that exist', (file) => {
  const own = `${repository}/(?:tree|blob)/main/`;
  const paths = linksOf(file).flatMap((link) => {
    const [, path] = new RegExp(`^${own}([^#]+)`).exec(link) ?? [];
    if (path !== undefined) return [path];
    return /^(https?:|#)/.test(link) ? [] : [join(dirname(file), link.split('#')[0] ?? '')];
  });
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

function linksOf(file: string): string[] {
  const text = read(file).replace(/```[^]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}
