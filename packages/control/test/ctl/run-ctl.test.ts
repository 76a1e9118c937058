import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LogFile, openLog } from '../../src/log/log-file.ts';
import { Shell } from '../../src/shell/shell.ts';
import { Shutdown } from '../../src/shutdown.ts';
import { type ControlSocket, openControlSocket } from '../../src/socket/control-socket.ts';
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
  test('gives one command, prints its answer, and exits with 0', async () => {
    const { code, out, err } = await ctl(['rooms']);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'ROOM    MEMBERS  TOPIC\n#lobby        2  tea\n',
      err: '',
    });
  });

  test('passes words on as they are', async () => {
    await ctl(['say', 'two  words', "don't", '"quoted\\"']);
    expect(calls).toEqual(['say two  words don\'t "quoted\\"']);
  });

  test('leaves an option an option, with a space in it too, and a word behind -- a word', async () => {
    const { code, err } = await ctl(['ban', 'bea', '--for=2 x']);
    expect([code, err]).toEqual([2, expect.stringContaining('got "2 x"')]);
    await ctl(['say', '--', '-hello all']);
    expect(calls).toEqual(['say -hello all']);
  });

  test('answers in JSON for --json, before or behind the command', async () => {
    const before = await ctl(['--json', 'rooms']);
    const behind = await ctl(['rooms', '--json']);
    expect(JSON.parse(before.out)).toEqual([{ name: '#lobby', members: 2, topic: 'tea' }]);
    expect(behind.out).toBe(before.out);
  });

  test('exits with 1 when the command failed, 2 when it makes no sense, 69 when no server is there', async () => {
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
    expect(nobody.err).toContain(`No server at "${inFolder('nowhere')}"`);
  });

  test('needs --yes for what destroys, when it has no terminal', async () => {
    expect((await ctl(['clear-logs'])).err).toContain('Add --yes to do it');
    expect((await ctl(['clear-logs', '--yes'])).code).toBe(0);
  });

  test('without a command runs the lines of its input in order, and its exit code is that of the first failure', async () => {
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

  test('tells its usage and its version without a server', async () => {
    const [help, own] = await Promise.all([runCtl(['--help']), runCtl(['--version'])]);
    expect(help.out).toContain('Usage: threadline-ctl');
    expect(own.out).toBe(`${version}\n`);
  });
});
