import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseArguments } from '../src/program/arguments.ts';
import { allCommands } from '../src/program/chat/commands/all-commands.ts';
import { exitCodes, usage } from '../src/program/usage.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';
import { useServer } from './support/use-server.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const source = (path: string): string =>
  readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8');
const inFolder = useTemporaryFolder();
const { start, open } = useServer();

/** Runs the example of the README that contains a text, with another port. */
async function runExample(mark: string, oldPort: number, port: number): Promise<string> {
  const examples = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code = '']) => code);
  const example = examples.find((code) => code.includes(mark)) ?? '';
  expect(example).toContain(String(oldPort));
  mkdirSync(inFolder('node_modules/@threadline'), { recursive: true });
  symlinkSync(resolve(import.meta.dirname, '..'), inFolder('node_modules/@threadline/client'));
  writeFileSync(inFolder('example.mjs'), example.replace(String(oldPort), String(port)));
  const args = ['--conditions=@threadline/source', join(inFolder(''), 'example.mjs')];
  const child = spawn(process.execPath, args, {
    // A relative cache path would refer to a different folder there.
    env: { ...process.env, NODE_COMPILE_CACHE: undefined, BOT_PASSWORD: 'bot secret' },
    cwd: inFolder(''),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  return out;
}

test.each([
  ['on its first run', {}],
  ['with an existing account', { bot: 'bot secret' }],
])('the bot of the README answers, and closes when asked to, %s', async (_, accounts) => {
  const server = await start({ accounts });
  const anna = await open(server);
  const received: string[] = [];
  anna.on('join', ({ name }) => {
    if (name !== 'bot') return;
    void anna.send('#lobby', '!time').then(() => anna.send('bot', '!time to go'));
  });
  anna.on('message', ({ from, text }) => from === 'bot' && received.push(text));
  await runExample('!time', 6667, server.port);
  await anna.settled();
  expect(received).toHaveLength(2);
  expect(received[0]).toMatch(/^anna: it is \d{4}-/);
});

test('the echo example of the README prints the echo', async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const out = await runExample('echo(', 7007, (server.address() as AddressInfo).port);
  server.close();
  expect(out).toMatch(/^hello in \d+\.\d ms\n$/);
});

test('the README names every command with its aliases', () => {
  for (const { name, aliases = [], usage: words, summary } of allCommands) {
    const row = readme
      .split('\n')
      .find((line) =>
        line.replaceAll('\\|', '|').startsWith(`| \`/${`${name} ${words}`.trim()}\``),
      );
    expect(row).toContain(summary);
    for (const alias of aliases) expect(row).toContain(`\`${alias}\``);
  }
});

test('the README names every option of the program and of the library, every event, error code and exit code', () => {
  for (const [option] of usage.matchAll(/--[a-z-]+/g)) expect(readme).toContain(option);
  const options =
    source('connection/client-options.ts').split('export interface ClientOptions')[1] ?? '';
  for (const [, name] of options.matchAll(/^ {2}readonly (\w+)\??:/gm)) {
    expect(readme).toContain(`| \`${name}\``);
  }
  const events = source('rooms/events.ts').split('export interface ChatEvents')[1] ?? '';
  for (const [, name] of events.matchAll(/^ {2}(\w+): \[/gm))
    expect(readme).toContain(`\`${name}\``);
  for (const [code] of source('errors.ts').matchAll(/ERR_CLIENT_\w+/g)) {
    if (code !== 'ERR_CLIENT_') expect(readme).toContain(`\`${code}\``);
  }
  for (const code of Object.values(exitCodes)) expect(readme).toContain(`| ${code} `);
});

test('--help names every option of the program', () => {
  for (const [, quoted, bare] of source('program/arguments.ts').matchAll(
    /^ {2}(?:'([\w-]+)'|(\w+)): \{ type:/gm,
  )) {
    expect(usage).toContain(`--${quoted ?? bare}`);
  }
  expect(parseArguments(['--help'])).toEqual({ kind: 'help' });
  for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
