/**
 * Checks the tarball that `npm pack` makes of a package: publint and attw find no problem, and the tarball,
 * installed alone into an empty folder, runs the package's `test/installed.mjs`. An unsupported Node is reported.
 *
 * Usage: node tools/package-check/check.ts packages/<name>
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { checkUnsupportedNode } from './unsupported-node.ts';

const [packageFolder] = process.argv.slice(2);
if (packageFolder === undefined) {
  console.error('usage: node tools/package-check/check.ts packages/<name>');
  process.exit(2);
}

const folder = resolve(packageFolder);
const workspace = resolve(import.meta.dirname, '../..');
const empty = mkdtempSync(join(tmpdir(), 'threadline-package-'));

try {
  run('npm', ['pack', '--silent', '--pack-destination', empty], folder);
  const tarball = readdirSync(empty).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack made no tarball in ${empty}`);

  run(tool('publint'), ['run', '--strict', join(empty, tarball)], workspace);
  run(tool('attw'), ['--profile', 'esm-only', join(empty, tarball)], workspace);

  writeFileSync(join(empty, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `./${tarball}`], empty);
  copyFileSync(join(folder, 'test/installed.mjs'), join(empty, 'installed.mjs'));
  run(process.execPath, ['installed.mjs'], empty);
  checkUnsupportedNode(folder, empty);
} finally {
  rmSync(empty, { recursive: true, force: true });
}

function tool(name: string): string {
  return join(workspace, 'node_modules/.bin', name);
}

function run(command: string, args: string[], cwd: string): void {
  // Conditions of the workspace must not reach the installed package: it has no source.
  const env = { ...process.env };
  delete env['NODE_OPTIONS'];
  execFileSync(command, args, { cwd, env, stdio: 'inherit', timeout: 180_000 });
}
