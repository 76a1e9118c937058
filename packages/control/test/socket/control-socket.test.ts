import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LogFile, openLog } from '../../src/log/log-file.ts';
import type { Executor } from '../../src/executor.ts';
import { Shell } from '../../src/shell/shell.ts';
import { Shutdown } from '../../src/shutdown.ts';
import { bindSocket } from '../../src/socket/socket-file.ts';
import {
  ControlSocket,
  type ControlSocketOptions,
  openControlSocket,
} from '../../src/socket/control-socket.ts';
import { ControlClient } from '../../src/socket/control-client.ts';
import { controlSocketPath } from '../../src/socket/socket-path.ts';
import { version } from '../../src/version.ts';
import { fakeTarget } from '../support/fake-target.ts';
import { LineClient } from '../support/line-client.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const opened: ControlSocket[] = [];
let log: LogFile;

beforeEach(() => {
  log = openLog(inFolder('log'), { windowMs: 1 });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((socket) => socket.close()));
  log.close();
});

async function open(options: Partial<ControlSocketOptions> = {}): Promise<ControlSocket> {
  const target = fakeTarget();
  const services = { target, shutdown: new Shutdown(target), log, clock: Date.now };
  const socket = await openControlSocket({
    path: inFolder('run/control.sock'),
    executor: new Shell(services),
    name: target.name,
    ...options,
  });
  opened.push(socket);
  return socket;
}

describe('openControlSocket()', () => {
  test('creates the folder with 0700 and the socket with 0600 for any umask, and removes the socket at the end', async () => {
    const umask = process.umask(0);
    try {
      const { path } = await open();
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(inFolder('run')).mode & 0o777).toBe(0o700);
      expect(process.umask()).toBe(0);
      await opened[0]?.close();
      expect(existsSync(path)).toBe(false);
    } finally {
      process.umask(umask);
    }
  });

  test('replaces a stale socket', async () => {
    // A killed process does not remove its socket.
    const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    mkdirSync(inFolder('run'), { mode: 0o700 });
    spawnSync(process.execPath, ['-e', script, inFolder('run/control.sock')]);
    expect(existsSync(inFolder('run/control.sock'))).toBe(true);
    const client = await LineClient.connect((await open()).path);
    client.send('version\n');
    await client.sees('.ok\n');
    client.socket.destroy();
  });

  test('rejects the socket of a running server, and does not change it', async () => {
    const { path } = await open();
    await expect(open()).rejects.toMatchObject({
      code: 'ERR_CONTROL_SOCKET_IN_USE',
      message: `Cannot listen on "${path}": another server is using it; choose another path`,
    });
    const client = await LineClient.connect(path);
    client.send('version\n');
    await client.sees('.ok\n');
    client.socket.destroy();
  });

  test('rejects a path that is too long, and one of another file', async () => {
    await expect(open({ path: `/tmp/${'x'.repeat(103)}` })).rejects.toMatchObject({
      code: 'ERR_CONTROL_SOCKET_PATH',
      message: expect.stringContaining('108 bytes, the maximum is 107') as unknown,
    });
    writeFileSync(inFolder('file'), 'precious');
    await expect(open({ path: inFolder('file') })).rejects.toMatchObject({
      code: 'ERR_CONTROL_SOCKET_PATH',
    });
    expect(existsSync(inFolder('file'))).toBe(true);
  });

  test('accepts a path of 107 bytes', async () => {
    const folder = inFolder('');
    const path = join(folder, 'x'.repeat(106 - folder.length));
    expect(Buffer.byteLength(path)).toBe(107);
    const client = await LineClient.connect((await open({ path })).path);
    client.socket.destroy();
  });

  test('treats a path of digits as a file, not as a port, as the client does', async () => {
    const folder = process.cwd();
    process.chdir(inFolder(''));
    try {
      const { path } = await open({ path: '47113' });
      expect(statSync(inFolder('47113')).isSocket()).toBe(true);
      const client = await ControlClient.connect(path);
      await client.close();
      await expect(open({ path })).rejects.toMatchObject({ code: 'ERR_CONTROL_SOCKET_IN_USE' });
      await opened[0]?.close();
      expect(existsSync(path)).toBe(false);
    } finally {
      process.chdir(folder);
    }
  });

  test('closes its server if it cannot set the mode of the socket', async () => {
    const path = inFolder('run/control.sock');
    const opening = open();
    while (!existsSync(path)) await Promise.resolve();
    rmSync(path);
    await expect(opening).rejects.toMatchObject({ code: 'ERR_CONTROL_SOCKET_PATH' });
    expect(process.getActiveResourcesInfo()).not.toContain('PipeServerWrap');
  });

  test('rejects a folder that other users can write to', async () => {
    mkdirSync(inFolder('run'));
    chmodSync(inFolder('run'), 0o777);
    await expect(open()).rejects.toMatchObject({ code: 'ERR_CONTROL_SOCKET_FOLDER' });
  });
});

/** Runs a program as the user `nobody`. */
const asNobody = (...command: string[]): string => {
  const user = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];
  return spawnSync('setpriv', [...user, ...command]).stdout?.toString() ?? '';
};
const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find(
  (path) => process.getuid?.() === 0 && asNobody(path, '-c', 'print("runs")') === 'runs\n',
);
const reason = python === undefined ? ' (skipped: needs root, setpriv and python3)' : '';
(python === undefined ? test.skip : test)(`another user is refused${reason}`, async () => {
  const folder = mkdtempSync('/tmp/control-open-');
  try {
    // A world-writable folder: the mode of the socket itself must prevent connections.
    chmodSync(folder, 0o755);
    const { path } = await open({ path: join(folder, 'control.sock') });
    const script = `import socket\ntry: socket.socket(socket.AF_UNIX).connect("${path}")\nexcept PermissionError: print("refused")`;
    expect(asNobody(python ?? '', '-c', script)).toBe('refused\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('Controller', () => {
  test('receives each output with its result, in order, for lines sent at once', async () => {
    const client = await LineClient.connect((await open()).path);
    client.socket.end('rooms --json\r\nnonsense\naccounts del anna\nversion');
    expect(await client.ended()).toBe(
      [
        '[{"name":"#lobby","members":2,"topic":"tea"}]',
        '.ok',
        '.error ERR_CONTROL_UNKNOWN_COMMAND Unknown command "nonsense", "help" lists the commands',
        '.error ERR_CONTROL_NOT_CONFIRMED Delete the account "anna"? Use --yes to confirm',
        `garden 1.2.3, control ${version}, Node ${process.version}`,
        '.ok',
        '',
      ].join('\n'),
    );
  });

  test('is disconnected by exit, and later commands are not run', async () => {
    const client = await LineClient.connect((await open()).path);
    client.send('exit\nclear-accounts --yes\n');
    expect(await client.ended()).toBe('.ok\n');
  });

  test('has not confirmed if it disconnects during a question', async () => {
    const client = await LineClient.connect((await open()).path);
    client.send('.hello {"asks":true}\nclear-accounts\n');
    await client.sees('.ask "Delete all 2 accounts?"');
    client.socket.end();
    expect(await client.ended()).toMatch(/\.error ERR_CONTROL_NOT_CONFIRMED Cancelled\n$/);
  });

  test('has not confirmed if it disconnects before a question, and does not count as connected', async () => {
    const executor: Executor = {
      run: async (_, io) => {
        if (io.inputEnded?.aborted === false) await once(io.inputEnded, 'abort');
        const yes = await io.ask?.('Sure?');
        return { ok: false, code: 'ERR_X', message: String(yes) };
      },
      complete: () => Promise.resolve([[], '']),
    };
    const socket = await open({ executor });
    const client = await LineClient.connect(socket.path);
    client.socket.end('.hello {"asks":true}\nclear\n');
    expect(await client.ended()).toMatch(/\n\.error ERR_X false\n$/);
    while (socket.controllers > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('runs no command for a control message of the server', async () => {
    const client = await LineClient.connect((await open()).path);
    client.socket.end('.frame "rooms"\nversion\n');
    expect(await client.ended()).toMatch(/^garden .*\n\.ok\n$/);
  });

  test('receives a second dot before an output line that begins with one', async () => {
    const target = { ...fakeTarget(), name: '.ok' };
    const executor = new Shell({ target, shutdown: new Shutdown(target), clock: Date.now });
    const client = await LineClient.connect((await open({ executor })).path);
    client.send('version\n');
    expect(await client.sees('\n.ok\n')).toMatch(/^\.\.ok 1\.2\.3/);
    client.socket.destroy();
  });

  test('receives an error for a line that is too long, and may continue', async () => {
    const client = await LineClient.connect((await open({ maxLineBytes: 100 })).path);
    client.send(`${'x'.repeat(100_000)}\nrooms\n`);
    expect(await client.sees('.ok\n')).toMatch(
      /^\.error ERR_CONTROL_LINE_TOO_LONG Expected a line of at most 100 bytes\nROOM/,
    );
    client.socket.destroy();
  });

  test('is rejected if there are too many', async () => {
    const { path } = await open({ maxControllers: 1 });
    const first = await LineClient.connect(path);
    first.send('version\n');
    await first.sees('.ok');
    const second = await LineClient.connect(path);
    expect(await second.ended()).toBe(
      '.error ERR_CONTROL_BUSY Too many controllers, the maximum is 1\n',
    );
    first.socket.destroy();
    await once(first.socket, 'close');
  });

  test('does not prevent the socket from closing if it was rejected and keeps its half open', async () => {
    const socket = await open({ maxControllers: 1 });
    const first = await LineClient.connect(socket.path);
    first.send('version\n');
    await first.sees('.ok');
    const second = await LineClient.connect(socket.path);
    await second.sees('ERR_CONTROL_BUSY');
    await socket.close();
    await second.ended();
    first.socket.destroy();
  });

  test('is disconnected if it was rejected and keeps its half open', async () => {
    const { path } = await open({ maxControllers: 0 });
    const refused = await LineClient.connect(path);
    await refused.sees('ERR_CONTROL_BUSY');
    // Fails once the server has closed the connection.
    const lost = once(refused.socket, 'error');
    const writing = setInterval(() => refused.send('x'), 50);
    await lost.catch((error: unknown) => error);
    clearInterval(writing);
    expect(refused.socket.destroyed).toBe(true);
  });

  test('follows the log until it interrupts, while another controller runs a command', async () => {
    const { path } = await open();
    const [one, other] = [await LineClient.connect(path), await LineClient.connect(path)];
    one.send('logs -f -n 0\n');
    other.send('pause echo\n');
    await other.sees('.ok');
    await one.sees('operator: pause echo');
    one.send('.interrupt\nversion\n');
    expect(await one.sees('garden 1.2.3')).toMatch(/pause echo.*\n(.*\n)*\.ok\ngarden/);
    one.socket.destroy();
    other.socket.destroy();
  });

  test('interrupts its command when it disconnects', async () => {
    const { path } = await open();
    const client = await LineClient.connect(path);
    client.send('logs -f\n');
    while (log.listenerCount('entry') === 0) await new Promise((resolve) => setImmediate(resolve));
    client.socket.destroy();
    while (log.listenerCount('entry') > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('receives its last output when the socket closes', async () => {
    const socket = await open();
    const client = await LineClient.connect(socket.path);
    client.send('logs -f\n');
    while (log.listenerCount('entry') === 0) await new Promise((resolve) => setImmediate(resolve));
    await socket.close();
    expect(await client.ended()).toMatch(/\.ok\n$/);
  });

  test('does not prevent the socket from closing if it never reads', async () => {
    const socket = await open();
    const client = await LineClient.connect(socket.path);
    client.socket.pause();
    client.send('help\n'.repeat(60));
    client.send('logs -f\n');
    await new Promise((resolve) => setImmediate(resolve));
    await socket.close({ timeoutMs: 100 });
    expect(socket.controllers).toBe(0);
    client.socket.destroy();
  });

  test.each(['.complete "%"\n', '.hello {"x":"%"}\n', '%\n'])(
    'is not read while it sends %j endlessly and reads nothing, and then receives every result',
    async (line) => {
      const count = 20_000;
      const text = 'x'.repeat(10_000);
      let ran = 0;
      const executor: Executor = {
        run: () => {
          ran += 1;
          return Promise.resolve({ ok: false, code: 'X', message: text });
        },
        complete: () => {
          ran += 1;
          return Promise.resolve([[text], '']);
        },
      };
      const { path } = await open({ executor, name: text });
      const client = await LineClient.connect(path);
      client.socket.pause();
      client.send(line.replace('%', 'x'.repeat(100)).repeat(count));
      // Until nothing changes in many turns of the event loop.
      for (let quiet = 0, before = -1; quiet < 1000; quiet += 1) {
        if (ran !== before) quiet = 0;
        before = ran;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(ran).toBeLessThan(1000);
      expect(client.socket.writableLength).toBeGreaterThan(0);
      client.socket.removeAllListeners('data').setEncoding('latin1');
      let answers = 0;
      client.socket.on('data', (chunk: string) => (answers += chunk.split('\n').length - 1));
      client.socket.end().resume();
      await once(client.socket, 'end');
      expect(answers).toBe(count);
    },
  );

  test('receives a result for any input, and never a raw control character', async () => {
    const { path } = await open();
    const bytes = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array().map((array) => Buffer.from(array)),
      fc
        .constantFrom(
          '.hello {"columns":1e9,"colors":1}\n',
          '.hello 1\n',
          '.complete "kick "\n',
          '.x\n',
          '..\n',
          '.answer true\n',
        )
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(bytes), async (chunks) => {
        const client = await LineClient.connect(path);
        for (const chunk of chunks) client.socket.write(chunk);
        client.socket.end('\nversion\n');
        const text = (await client.ended()).replace(/^\.(complete|hello) .*\n/gm, '');
        expect(text).toMatch(/garden 1\.2\.3[^\n]*\n\.ok\n$/);
        // eslint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
      { numRuns: 100 },
    );
  });
});

test('ControlSocket reports that it could not accept a controller, and continues', async () => {
  const errors: Error[] = [];
  const bound = await bindSocket(inFolder('control.sock'));
  const socket = new ControlSocket(bound, {
    path: inFolder('control.sock'),
    executor: {
      run: () => Promise.resolve({ ok: true }),
      complete: () => Promise.resolve([[], '']),
    },
    name: 'test',
    maxControllers: 1,
    maxLineBytes: 100,
    checkIntervalMs: 5000,
    onRestore: () => {},
    onError: (error) => errors.push(error),
  });
  bound.server.emit('error', new Error('accept EMFILE'));
  expect(errors.map(({ message }) => message)).toEqual(['accept EMFILE']);
  await (await ControlClient.connect(socket.path)).close();
  await socket.close();
});

describe('ControlSocket whose file was removed', () => {
  test('recreates it with its folder, and keeps its connections', async () => {
    const restored = Promise.withResolvers<void>();
    const { path } = await open({ checkIntervalMs: 10, onRestore: restored.resolve });
    const first = await LineClient.connect(path);
    rmSync(inFolder('run'), { recursive: true });
    await restored.promise;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(inFolder('run')).mode & 0o777).toBe(0o700);
    for (const client of [first, await LineClient.connect(path)]) {
      client.send('version\n');
      await client.sees('.ok\n');
      client.socket.destroy();
    }
    await opened[0]?.close();
    expect(existsSync(path)).toBe(false);
  });

  test('replaces a stale socket, and does not change that of a running server, even when it closes', async () => {
    const errors: string[] = [];
    const socket = await open({ onError: ({ message }) => errors.push(message) });
    rmSync(socket.path);
    const other = createServer().listen(socket.path);
    await once(other, 'listening');
    await socket.check();
    await socket.check();
    expect(errors).toEqual([
      `Cannot listen on "${socket.path}": another server is using it; choose another path`,
    ]);
    socket.remove();
    await socket.close();
    const client = await LineClient.connect(socket.path);
    client.socket.destroy();
    other.close();
  });

  test('reports once that it cannot be recreated, and recreates it when possible', async () => {
    const events: string[] = [];
    const socket = await open({
      onRestore: () => events.push('restored'),
      onError: () => events.push('error'),
    });
    rmSync(inFolder('run'), { recursive: true });
    writeFileSync(inFolder('run'), '');
    await socket.check();
    await socket.check();
    rmSync(inFolder('run'));
    await socket.check();
    expect(events).toEqual(['error', 'restored']);
    (await LineClient.connect(socket.path)).socket.destroy();
  });
});

test('openControlSocket() handles the socket of another program', async () => {
  mkdirSync(inFolder('run'), { mode: 0o700 });
  const other = createServer((socket) => socket.destroy()).listen(inFolder('run/control.sock'));
  await once(other, 'listening');
  await expect(open()).rejects.toMatchObject({ code: 'ERR_CONTROL_SOCKET_IN_USE' });
  other.close();
});

describe('controlSocketPath()', () => {
  test.each([
    [{ THREADLINE_SOCKET: '/x/y', RUNTIME_DIRECTORY: '/run/a' }, '/x/y'],
    [{ RUNTIME_DIRECTORY: '/run/a:/run/b', XDG_RUNTIME_DIR: '/run/user/1' }, '/run/a/control.sock'],
    [{ XDG_RUNTIME_DIR: '/run/user/1' }, '/run/user/1/threadline/control.sock'],
  ])('returns the path for %j', (env, path) => {
    expect(controlSocketPath({ env })).toBe(path);
  });

  test('differs for each data folder, and is the same for equivalent paths', () => {
    mkdirSync(inFolder('my data'));
    const env = { XDG_RUNTIME_DIR: '/run/user/1' };
    const [one, same, other] = ['my data', 'x/../my data/', 'other'].map((data) =>
      controlSocketPath({ data: inFolder(data), env }),
    );
    expect(one).toMatch(/^\/run\/user\/1\/threadline\/mydata-[0-9a-f]{8}\.sock$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    expect(controlSocketPath({ data: '/', env })).toMatch(/\/threadline\/[0-9a-f]{8}\.sock$/);
  });
});
