import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { allCommands } from '../src/commands/all-commands.ts';
import { exitCodes } from '../src/errors.ts';
import { runCtl } from './support/run-ctl.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the example of the README controls a plain net.Server', async () => {
  const example = /```js\n(import net[^]*?)```/.exec(readme)?.[1] ?? '';
  expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(26);
  const folder = mkdtempSync(join(tmpdir(), 'control-readme-'));
  const port = await freePort();
  writeFileSync(join(folder, 'server.mjs'), example.replace('7007', String(port)));
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  const socket = join(folder, 'control.sock');
  const args = ['--conditions=@threadline/source', 'server.mjs'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, THREADLINE_SOCKET: socket },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  while ((await runCtl(['--socket', socket, 'version'])).code !== 0)
    expect(child.exitCode).toBeNull();
  const client = connect(port, '127.0.0.1');
  await once(child.stderr, 'data');
  const ctl = (...words: string[]): ReturnType<typeof runCtl> =>
    runCtl(['--socket', socket, ...words]);
  const clients = JSON.parse((await ctl('clients', '--json')).out) as unknown;
  expect(clients).toEqual([{ listener: 'echo', id: 1, remoteAddress: '127.0.0.1' }]);
  const gone = once(client, 'close');
  expect((await ctl('kick', '1', 'be nice')).out).toBe('kicked 1\n');
  await gone;
  expect((await ctl('pause')).code).toBe(0);
  expect((await ctl('resume')).code).toBe(0);
  const exit = once(child, 'exit');
  await ctl('shutdown');
  expect(await exit).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

test('the README names every command, alias and exit code', () => {
  for (const { name, aliases = [], usage, summary } of allCommands) {
    const row = readme
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}${usage === '' ? '`' : ' '}`));
    expect(row).toContain(`\`${`${name} ${usage}`.trim().replaceAll('|', '\\|')}\``);
    expect(row).toContain(summary.replaceAll('|', '\\|'));
    for (const alias of aliases) expect(row).toContain(`\`${alias}\``);
  }
  for (const [name, code] of Object.entries(exitCodes)) {
    expect(readme).toMatch(new RegExp(`\\| ${code} +\\| \`${name}\` `));
  }
});

test('the README names every error code', () => {
  const errors = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  for (const [code] of errors.matchAll(/ERR_CONTROL_\w+/g)) expect(readme).toContain(`\`${code}\``);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
