import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { supportedNode, unsupportedNode } from '../../../common/node/supported.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test.each([
  ['v18.20.8', false],
  ['v20.19.5', false],
  ['v22.20.0', false],
  ['v24.20.9', false],
  ['v24.21.0', true],
  ['v24.99.0', true],
  ['v25.9.0', false],
  ['v26.5.9', false],
  ['v26.6.0', true],
  ['v26.10.0', true],
  ['v27.0.0', true],
  ['v27.0.0-nightly', true],
])('%s is supported: %p', (version, supported) => {
  expect(unsupportedNode(version)).toBe(
    supported ? undefined : `Expected Node >=24.21.0 <25 || >=26.6.0, got ${version}`,
  );
});

test('every package requires the same versions of Node', () => {
  for (const file of ['package.json', ...globSync('packages/*/package.json', { cwd: root })]) {
    const { engines } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
      engines?: { node?: string };
    };
    expect([file, engines?.node]).toEqual([file, supportedNode]);
  }
});

test('the built server exits with 78 on an unsupported Node, and prints the supported versions', () => {
  const older = `data:text/javascript,Object.defineProperty(process, 'version', { value: 'v22.20.0' })`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', older, join(root, 'apps/demo/dist/main.js')],
    { encoding: 'utf8' },
  );
  expect([status, stdout, stderr]).toEqual([
    78,
    '',
    `threadline: Expected Node ${supportedNode}, got v22.20.0\n`,
  ]);
});
