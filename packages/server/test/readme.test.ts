import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { connect } from './support/client.ts';

test("the README's example works in an application outside this workspace", async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [handler = '', main = ''] = [...readme.matchAll(/```js\n(.*?)```/gs)].map(
    ([, code = '']) => code,
  );
  expect(main).toContain('port: 7000');

  const folder = mkdtempSync(join(tmpdir(), 'threadline-readme-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(
      fileURLToPath(new URL('../../../node_modules', import.meta.url)),
      join(folder, 'node_modules'),
    );
    writeFileSync(join(folder, 'handler.js'), handler);
    writeFileSync(join(folder, 'main.js'), main.replace('port: 7000', 'port: 0'));
    const child = spawn(process.execPath, ['--conditions=@threadline/source', 'main.js'], {
      cwd: folder,
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const client = await connect(Number(/listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1]));
    expect(await client.line()).toMatch(/^You are client 1, in thread \d+\.$/);
    client.destroy();
    child.kill();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
