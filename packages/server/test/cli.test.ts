import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { connect } from './support/client.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('threadline-serve serves a handler, and exits with 0 on SIGTERM', async () => {
  const serving = run('./handlers/echo.ts', '--port', '0', '--max-threads', '4');
  const port = Number(/listening on 127\.0\.0\.1:(\d+)/.exec(await serving.line('listening'))?.[1]);
  const client = await connect(port);
  await client.echo('hello');
  expect(await serving.line('client 1 from')).toMatch(
    /^client 1 from 127\.0\.0\.1 on thread \d+$/m,
  );
  client.socket.end();
  expect(await serving.line('gone')).toContain('client 1 gone: end, 5 bytes in, 5 out');
  serving.child.kill('SIGTERM');
  expect(await serving.status).toBe(0);
});

test('threadline-serve exits at once on a second signal', async () => {
  const serving = run('./handlers/stubborn.ts');
  const port = Number(/:(\d+)/.exec(await serving.line('listening'))?.[1]);
  const client = await connect(port);
  await client.line();
  serving.child.kill('SIGINT');
  // It refuses new clients: the first signal has been heard.
  while (
    await connect(port).then(
      (late) => (late.destroy(), true),
      () => false,
    )
  );
  serving.child.kill('SIGINT');
  expect(await serving.status).toBe('SIGINT');
});

test.each([
  [[], 'Expected a handler module'],
  [['a', 'b'], 'Expected one handler module, got "b" too'],
  [['a', '--port', 'http'], 'Expected --port to be a whole number, got "http"'],
  [['a', '--port', '70000'], 'Expected `port` to be a whole number from 0 to 65535, got 70000'],
  [['a', '--data', '{'], 'Expected --data to be JSON'],
  [['a', '--tls-key', 'k'], 'Expected both --tls-key and --tls-cert'],
  [['a', '--allow-plain'], 'Expected --tls-key and --tls-cert with --allow-plain'],
  [['a', '--prot', '7'], 'Unknown option --prot, did you mean --port?'],
])('threadline-serve %p ends with 2 and says why', async (args, message) => {
  const failed = run(...args);
  expect(await failed.status).toBe(2);
  expect(failed.output).toContain(message);
});

test.each([
  [['nope.js'], 2, 'Cannot find the handler "nope.js": no such file'],
  [['./nope.js'], 2, 'Cannot find the handler "./nope.js": no such file'],
  [['handlers/nope.ts'], 2, 'Cannot find the handler "handlers/nope.ts": no such file'],
  [['./handlers'], 2, 'Cannot use the handler "./handlers": it is a folder'],
  [['@nobody/nope'], 1, "Cannot find package '@nobody/nope'"],
  [['@nobody/nope.js'], 1, "Cannot find package '@nobody/nope.js'"],
])('threadline-serve %p exits with %d and says what is missing', async (args, status, message) => {
  const failed = run(...args);
  expect(await failed.status).toBe(status);
  expect(failed.output).toContain(message);
});

test.each([
  ['/dev/null', 'it is not a file'],
  ['handlers', 'it is not a file'],
  ['nope.pem', 'ENOENT'],
  ['cli.test.ts', '"cli.test.ts" is not PEM'],
])('threadline-serve exits with 78 for the key %s', async (key, message) => {
  const failed = run('handlers/echo.ts', '--tls-key', key, '--tls-cert', key);
  expect(await failed.status).toBe(78);
  expect(failed.output).toContain(`"${key}"`);
  expect(failed.output).toContain(message);
});

test('threadline-serve exits with 78 for an empty key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'));
  const key = join(folder, 'empty.pem');
  writeFileSync(key, '');
  const failed = run('handlers/echo.ts', '--tls-key', key, '--tls-cert', key);
  expect(await failed.status).toBe(78);
  expect(failed.output).toContain(`Cannot use the TLS private key: "${key}" is empty`);
  rmSync(folder, { recursive: true });
});

test('threadline-serve exits with 1 if the handler does not load, and with 69 if the port is not available', async () => {
  const broken = run('./handlers/broken.ts');
  expect(await broken.status).toBe(1);
  expect(broken.output).toContain(
    'Cannot load the handler ./handlers/broken.ts: broken on purpose',
  );

  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const refused = run('./handlers/echo.ts', '--port', String(port));
  expect(await refused.status).toBe(69);
  expect(refused.output).toContain(`Cannot listen on 127.0.0.1:${port}: the port is in use`);
  other.close();
});

test('threadline-serve accepts a file without ./, and an IPv6 address with or without brackets', async () => {
  const bracketed = run('handlers/echo.ts', '--host', '[::1]');
  expect(await bracketed.line('listening')).toMatch(/^listening on \[::1\]:\d+\n$/);
  const bare = run('handlers/echo.ts', '--host', '::1');
  expect(await bare.line('listening')).toMatch(/^listening on \[::1\]:\d+\n$/);
  for (const { child } of [bracketed, bare]) child.kill('SIGTERM');
  expect([await bracketed.status, await bare.status]).toEqual([0, 0]);
});

test('threadline-serve prints its usage and version', async () => {
  const help = run('--help');
  expect(await help.status).toBe(0);
  expect(help.output).toContain('Usage: threadline-serve <handler>');
  expect(help.output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const version = run('--version');
  expect(await version.status).toBe(0);
  expect(version.output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

interface Run {
  readonly child: ChildProcess;
  readonly output: string;
  /** The exit code, or the signal. */
  readonly status: Promise<number | string | null>;
  /** Resolves to the output when it holds the text; rejects if the program ends before. */
  line(text: string): Promise<string>;
}

/** Runs the command from the source, in the folder of the tests. */
function run(...args: string[]): Run {
  const cli = new URL('../src/cli.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--conditions=@threadline/source', cli, ...args], {
    cwd: import.meta.dirname,
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = once(child, 'close').then(
    ([code, signal]) => (code ?? signal) as number | string | null,
  );
  return {
    child,
    get output() {
      return output;
    },
    status,
    async line(text) {
      while (!output.includes(text)) {
        if (child.exitCode !== null)
          throw new Error(`ended with ${child.exitCode} after: ${output}`);
        await Promise.race([
          once(child.stdout, 'data'),
          once(child.stderr, 'data'),
          once(child, 'close'),
        ]);
      }
      return output;
    },
  };
}
