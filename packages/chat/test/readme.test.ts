import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { commands } from '../src/text/commands.ts';
import { User } from './support/user.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

test('the example of the README runs unchanged', async () => {
  const example = /```js\n(import net[^]*?)```/.exec(readme)?.[1] ?? '';
  expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(20);
  const folder = mkdtempSync(join(tmpdir(), 'chat-readme-'));
  const port = await freePort();
  const file = join(folder, 'chat.mjs');
  writeFileSync(file, example.replace('6667, ', `${port}, `));
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));

  const args = ['--conditions=@threadline/source', file];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const anna = await User.connect(port);
  await anna.sees('Welcome to the garden.\r\nBe kind.\r\nName: ');
  anna.type('anna', 'secret-pass', 'secret-pass');
  await anna.sees('-- you are in #lobby, nobody else is here - /help lists what you can do\r\n');
  const bea = await User.enter(port, 'bea');
  await anna.sees('-- bea joined (2 here)\r\n');
  bea.type('hi anna');
  await anna.sees('bea: hi anna\r\n');
  anna.type('/quit');
  expect(await anna.closed()).toBe('-- bye\r\n');
  child.kill('SIGTERM');
  await bea.closed();
  expect(await once(child, 'exit')).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

test('the README names every command', () => {
  for (const { names, usage } of commands) {
    expect(readme).toContain(`\`/${names[0]}${usage ? ` ${usage}` : ''}\``);
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
