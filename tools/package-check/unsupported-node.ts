import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly exports: Record<string, unknown>;
  readonly bin?: Record<string, string>;
}

const message = 'Expected Node >=24.21.0 <25 || >=26.6.0, got v20.19.5';

/** Checks that every program and every import of an installed package fails with the required versions of Node on an * unsupported one. Here, Node pretends to be an older version.
 *
 * @param installed the folder the package is installed in
 */
export function checkUnsupportedNode(folder: string, installed: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const older = join(installed, 'older.mjs');
  writeFileSync(older, "Object.defineProperty(process, 'version', { value: 'v20.19.5' });\n");
  const start = (args: string[]) =>
    spawnSync(process.execPath, ['--import', older, ...args], { cwd: installed, encoding: 'utf8' });

  for (const name of Object.keys(manifest.bin ?? {})) {
    const program = join('node_modules', manifest.name, manifest.bin?.[name] ?? '');
    const { status, stdout, stderr } = start([program, '--version']);
    assert.deepEqual([status, stdout, stderr], [78, '', `threadline: ${message}\n`], program);
  }
  // The entry of a thread is not imported by users.
  const paths = Object.keys(manifest.exports).filter((path) => !/json$|-thread$/.test(path));
  for (const path of paths) {
    const specifier = join(manifest.name, path);
    const code = `await import('${specifier}').catch((error) => console.log(error.code, error.message))`;
    const { stdout } = start(['--input-type=module', '--eval', code]);
    assert.equal(stdout, `ERR_UNSUPPORTED_NODE ${message}\n`, specifier);
  }
  // Node 20 has no `node:sqlite`: a static import would fail with a different error.
  for (const file of globSync('dist/*.js', { cwd: folder })) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.doesNotMatch(text, /^import .*"node:sqlite"/m, file);
  }
}
