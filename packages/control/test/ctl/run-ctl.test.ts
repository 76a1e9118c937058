import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { historyPath } from '../../src/ctl/run-ctl.ts';
import { type LogFile, openLog } from '../../src/log/log-file.ts';
import { Shell } from '../../src/shell/shell.ts';
import { Shutdown } from '../../src/shutdown.ts';
import { type ControlSocket, openControlSocket } from '../../src/socket/control-socket.ts';
import { controlSocketPath } from '../../src/socket/socket-path.ts';
import { version } from '../../src/version.ts';
import { fakeTarget } from '../support/fake-target.ts';
import { runCtl } from '../support/run-ctl.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
let log: LogFile;
let socket: ControlSocket;
let calls: string[];

beforeEach(async () => {
  calls = [];
  log = openLog(inFolder('log'), { windowMs: 1 });
  const target = fakeTarget(calls);
  const executor = new Shell({ target, shutdown: new Shutdown(target), log, clock: Date.now });
  socket = await openControlSocket({ path: inFolder('control.sock'), executor, name: 'garden' });
});
afterEach(async () => {
  await socket.close();
  log.close();
});

const ctl: typeof runCtl = (args, options) => runCtl(['--socket', socket.path, ...args], options);

describe('threadline-ctl', () => {
  test('runs one command, prints its output, and exits with 0', async () => {
    const { code, out, err } = await ctl(['rooms']);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'ROOM    MEMBERS  TOPIC\n#lobby        2  tea\n',
      err: '',
    });
  });

  test('passes words on unchanged', async () => {
    await ctl(['say', 'two  words', "don't", '"quoted\\"']);
    expect(calls).toEqual(['announce two  words don\'t "quoted\\"']);
  });

  test('keeps options as options, even with a space, and words after -- as words', async () => {
    const { code, err } = await ctl(['ban', 'bea', '--for=2 x']);
    expect([code, err]).toEqual([2, expect.stringContaining('got "2 x"')]);
    await ctl(['say', '--', '-hello all']);
    expect(calls).toEqual(['announce -hello all']);
  });

  test('prints JSON for --json before or after the command', async () => {
    const before = await ctl(['--json', 'rooms']);
    const behind = await ctl(['rooms', '--json']);
    expect(JSON.parse(before.out)).toEqual([{ name: '#lobby', members: 2, topic: 'tea' }]);
    expect(behind.out).toBe(before.out);
  });

  test('exits with 1 if the command fails, 2 if it is invalid, 69 if there is no server', async () => {
    const [failed, unknown, usage, option, nobody] = await Promise.all([
      ctl(['kick', '9']),
      ctl(['stauts']),
      ctl(['kick']),
      runCtl(['--loud']),
      runCtl(['--socket', inFolder('nowhere'), 'status']),
    ]);
    expect([failed, unknown, usage, option, nobody].map(({ code }) => code)).toEqual([
      1, 2, 2, 2, 69,
    ]);
    expect(failed.err).toBe('threadline-ctl: No client "9"\n');
    expect(unknown.err).toBe('threadline-ctl: Unknown command "stauts", did you mean "status"?\n');
    expect(nobody.err).toBe(
      `threadline-ctl: No server is running at the control socket "${inFolder('nowhere')}", which does not exist\n`,
    );
  });

  test('requires --yes for destructive commands without a terminal', async () => {
    expect((await ctl(['clear-logs'])).err).toContain('Use --yes to confirm');
    expect((await ctl(['clear-logs', '--yes'])).code).toBe(0);
  });

  test('runs the lines of its input in order if there is no command, and exits with the code of the first failure', async () => {
    const { code, out, err } = await ctl([], {
      input: 'rooms\nkick 9\npause echo\nexit\nversion\n',
    });
    expect(code).toBe(1);
    expect(out).toBe('ROOM    MEMBERS  TOPIC\n#lobby        2  tea\npaused echo\n');
    expect(err).toBe('error: No client "9"\n');
  });

  test('finds the socket by THREADLINE_SOCKET', async () => {
    const { code } = await runCtl(['rooms'], { env: { THREADLINE_SOCKET: socket.path } });
    expect(code).toBe(0);
  });

  describe('without --socket', () => {
    const opened: ControlSocket[] = [];
    const env = (): Record<string, string> => ({
      XDG_RUNTIME_DIR: inFolder('run'),
      THREADLINE_SOCKET: '',
      RUNTIME_DIRECTORY: '',
    });
    const serve = async (data: string, socketPath?: string): Promise<void> => {
      const path = socketPath ?? controlSocketPath({ data: inFolder(data), env: env() });
      const executor = { run: () => Promise.resolve({ ok: true as const }), complete: () => never };
      const socket = await openControlSocket({ path, executor, name: data, data: inFolder(data) });
      opened.push(socket);
    };
    const never = new Promise<never>(() => {});
    afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

    test('finds the only running server, and skips a stale socket', async () => {
      await serve('one');
      const dead = createServer().listen(join(inFolder('run/threadline'), 'dead.sock'));
      await once(dead, 'listening');
      dead.on('connection', (connection) => connection.destroy());
      expect(await runCtl(['status'], { env: env() })).toEqual({ code: 0, out: '', err: '' });
      dead.close();
    });

    test('lists the servers if several are running, and --data selects one', async () => {
      await serve('one');
      await serve('two');
      const other = inFolder('run/threadline/other.sock');
      await serve('three', other);
      const { code, err } = await runCtl(['status'], { env: env() });
      expect([code, err]).toEqual([
        1,
        'threadline-ctl: Several servers are running; choose one:\n' +
          `  --data ${inFolder('one')}\n` +
          `  --socket ${other} (data folder ${inFolder('three')})\n` +
          `  --data ${inFolder('two')}\n`,
      ]);
      for (const data of ['two', 'three']) {
        const one = await runCtl(['--data', inFolder(data), 'status'], { env: env() });
        expect(one).toEqual({ code: 0, out: '', err: '' });
      }
    });

    test('names the data folder without a server, and the running servers', async () => {
      const absent = await runCtl(['--data', inFolder('no'), 'status'], { env: env() });
      expect(absent).toEqual({
        code: 69,
        out: '',
        err: `threadline-ctl: No server is running for the data folder "${inFolder('no')}", which does not exist\n`,
      });
      await serve('one');
      mkdirSync(inFolder('two'));
      const { code, err } = await runCtl(['--data', inFolder('two'), 'status'], { env: env() });
      expect([code, err]).toEqual([
        69,
        `threadline-ctl: No server is running for the data folder "${inFolder('two')}"\n` +
          `Servers that are running:\n  --data ${inFolder('one')}\n`,
      ]);
    });

    test('prints where it looked if no server is running', async () => {
      const { code, err } = await runCtl(['status'], { env: env() });
      expect(code).toBe(69);
      expect(err).toContain(`No server is running: found none in "${inFolder('run/threadline')}"`);
    });

    test('accepts --data or --socket, not both', async () => {
      const { code } = await runCtl(['--data', 'x', '--socket', 'y', 'status']);
      expect(code).toBe(2);
    });
  });

  test('fails if its output cannot be written, and is silent if the reader closes the pipe', async () => {
    const refused = expect.stringMatching(/^threadline-ctl: Cannot write: ENOSPC/) as unknown;
    for (const args of [['--help'], ['--version'], ['--socket', socket.path, 'help']]) {
      const full = await runCtl(args, { shell: '>/dev/full' });
      expect([full.code, full.err]).toEqual([1, refused]);
      const unread = await runCtl(args, { shell: '| true' });
      expect(unread.err).toBe('');
    }
  });

  test.each([{ HOME: '' }, { HOME: 'relative' }])(
    'opens a console for a user with %j, and creates no file in the working directory',
    async (home) => {
      const { code } = await ctl([], { input: 'rooms\n', env: home });
      expect(code).toBe(0);
      expect(historyPath(home)).not.toMatch(/^(?!\/)/);
    },
  );

  test('prints its usage and its version without a server', async () => {
    const [help, own] = await Promise.all([runCtl(['--help']), runCtl(['--version'])]);
    expect(help.out).toContain('Usage: threadline-ctl');
    expect(own.out).toBe(`${version}\n`);
  });
});
