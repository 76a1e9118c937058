import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuthError, type AuthErrorCode } from '../src/index.ts';
import { resolveOptions } from '../src/accounts/options.ts';
import { usage } from '../src/cli/usage.ts';
import { temporaryFolder } from './fixtures/temporary.ts';

const packageFolder = dirname(fileURLToPath(new URL('./', import.meta.url)));
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```(?:ts|js)\n(\/\/ ([\w.-]+)\n[^]*?)```/g)].map(
  ([, code = '', name = '']) => ({ name, code }),
);

test('The examples of the README run and print what their comments say', () => {
  expect(examples.map(({ name }) => name)).toEqual(['accounts.ts', 'main.ts', 'client-thread.ts']);
  using folder = temporaryFolder();
  // An installed package is found by its name; here the source stands for it.
  const source = new URL('../src/index.ts', import.meta.url).href;
  for (const { name, code } of examples) {
    writeFileSync(join(folder.path, name), code.replace(`'@threadline/auth'`, `'${source}'`));
  }
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
  for (const name of ['accounts.ts', 'main.ts']) {
    const printed = execFileSync(process.execPath, ['--no-warnings', name], { cwd: folder.path });
    const code = examples.find((example) => example.name === name)?.code ?? '';
    const comments = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text);
    expect(printed.toString().trim().split('\n').slice(0, comments.length)).toEqual(comments);
  }
});

test('The README lists every option with its default, every error code and the usage', () => {
  for (const [option, value] of Object.entries(resolveOptions())) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${option}\``));
    expect(row).toBeDefined();
    if (typeof value === 'number' || typeof value === 'boolean') {
      expect(row?.replaceAll(/[_,]/g, '')).toContain(String(value));
    }
  }
  const codes = readFileSync(join(packageFolder, 'src/errors.ts'), 'utf8').matchAll(
    /\| '(ERR_AUTH_\w+)'/g,
  );
  for (const [, code = ''] of codes) expect(readme).toContain(`| \`${code}\``);
  expect(readme).toContain(usage);
});

test('AuthError is an Error with a code', () => {
  const code: AuthErrorCode = 'ERR_AUTH_BUSY';
  expect(new AuthError(code, 'text')).toMatchObject({ name: 'AuthError', code, message: 'text' });
});
