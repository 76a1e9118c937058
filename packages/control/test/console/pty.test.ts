import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { hasPty, nodeCommand, Pty } from '../../../../tools/pty/pty.ts';
import { runCtl } from '../support/run-ctl.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const server = fileURLToPath(new URL('../support/server.ts', import.meta.url));
const ctl = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const ptys: Pty[] = [];
afterEach(() => ptys.splice(0).forEach((pty) => pty.kill()));

function open(args: readonly string[], env?: Record<string, string>): Pty {
  const pty = new Pty(args, env);
  ptys.push(pty);
  return pty;
}

async function serve(env?: Record<string, string>): Promise<{ pty: Pty; port: number }> {
  const pty = open([server, inFolder('')], env);
  const [, port] = await pty.sees(/serving port=(\d+)/);
  return { pty, port: Number(port) };
}

const when = hasPty ? describe : describe.skip;

when('under a real pseudo-terminal (skipped without script of util-linux)', () => {
  test('the operator pauses, resumes, reads and clears the log, clears the accounts, and shuts down', async () => {
    const { pty } = await serve();
    pty.type('pau\t');
    await pty.sees('pause ');
    pty.type('\r');
    await pty.sees('paused echo');
    pty.type('status\r');
    await pty.sees(/state +paused/);
    pty.type('resume\r');
    await pty.sees('resumed echo');
    pty.type('logs -n 2\r');
    await pty.sees(/operator: resume by=console ok=true/);
    pty.type('clear-accounts\r');
    await pty.sees('Delete all 1 accounts? y/N');
    pty.type('n\r');
    await pty.sees('error: Cancelled');
    pty.type('clear-accounts\r');
    await pty.sees('y/N');
    pty.type('y\r');
    await pty.sees('deleted 1 accounts');
    pty.type('clear-logs\r');
    await pty.sees('y/N');
    pty.type('yes\r');
    await pty.sees('emptied');
    pty.type('shutdown\r');
    await pty.sees('shut down');
    expect(await pty.exit).toBe(0);
    const left = readFileSync(inFolder('log'), 'utf8').trim().split('\n');
    expect(left.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'operator: clear-logs',
      'operator: shutdown',
    ]);
    expect(statSync(inFolder('history')).mode & 0o777).toBe(0o600);
    expect(readFileSync(inFolder('history'), 'utf8')).not.toMatch(/^(y|n|yes)$/m);
  });

  test('Ctrl-C stops the server once its clients have left, and a second Ctrl-C stops it at once', async () => {
    const { pty, port } = await serve();
    const client = connect(port, '127.0.0.1').on('error', () => {});
    await once(client, 'connect');
    pty.type('half typed');
    await pty.sees('half typed');
    pty.type('\x03');
    pty.type('version\r');
    await pty.sees('garden, control');
    pty.type('\x03');
    await pty.sees('shutting down: Ctrl-C');
    const began = performance.now();
    pty.type('\x03');
    expect(await pty.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(3000);
    client.destroy();
  });

  test('the server keeps running when the terminal closes', async () => {
    const { pty } = await serve();
    pty.type('status\r');
    const [, pid] = await pty.sees(/pid +(\d+)/);
    pty.kill();
    await pty.exit;
    const { code, out } = await runCtl(['--socket', inFolder('control.sock'), 'status', '--json']);
    expect([code, (JSON.parse(out) as { pid: number }).pid]).toEqual([0, Number(pid)]);
    await runCtl(['--socket', inFolder('control.sock'), 'shutdown', 'now']);
  });

  test('NO_COLOR is respected', async () => {
    const { pty } = await serve({ NO_COLOR: '1' });
    pty.type('nonsense\r');
    await pty.sees('error: Unknown command');
    // eslint-disable-next-line no-control-regex
    expect(pty.raw).not.toMatch(/\x1b\[[\d;]*m/);
    pty.type('shutdown now\r');
    expect(await pty.exit).toBe(0);
  });

  test('threadline-ctl is the same console on another terminal, concurrently with another controller', async () => {
    const { pty } = await serve();
    const socket = ['--socket', inFolder('control.sock')];
    const home = { HOME: inFolder('') };
    const [one, other] = [open([ctl, ...socket], home), open([ctl, ...socket, 'logs', '-f'], home)];
    await one.sees('garden> ');
    await other.sees('serving');
    one.type('sta\t');
    await one.sees('status ');
    one.type('\r');
    await one.sees(/state +listening/);
    one.type('clear-accounts\r');
    await one.sees('y/N');
    one.type('y\r');
    await one.sees('deleted 1 accounts');
    await other.sees(/operator: clear-accounts by="controller\s+\d"\s+ok=true/);
    one.type('logs -f\r');
    await one.sees('serving');
    one.type('\x03');
    one.type('exit\r');
    expect(await one.exit).toBe(0);
    other.type('\x03');
    expect(await other.exit).toBe(0);
    pty.type('shutdown\r');
    expect(await pty.exit).toBe(0);
  });

  test('threadline-ctl top redraws the whole screen until q, alone and in a console', async () => {
    const { pty } = await serve();
    const socket = ['--socket', inFolder('control.sock')];
    const alone = open([ctl, ...socket, 'top', '--every', '0.05']);
    const one = open([ctl, ...socket], { HOME: inFolder('') });
    await one.sees('garden> ');
    one.type('top --every 0.05\r');
    for (const shown of [alone, one]) {
      await shown.sees(/(garden up [^]*q to quit[^]*){2}/);
      // The alternate screen, and each frame from its top.
      // eslint-disable-next-line no-control-regex
      expect(shown.raw).toMatch(/\x1b\[\?1049h[^]*\x1b\[Hgarden[^]*\x1b\[Hgarden/);
      shown.type('q');
    }
    expect(await alone.exit).toBe(0);
    expect(alone.raw).toContain('\x1b[?1049l');
    await one.sees('garden> ');
    one.type('exit\r');
    expect(await one.exit).toBe(0);
    pty.type('shutdown now\r');
    expect(await pty.exit).toBe(0);
  });

  test('a console of threadline-ctl ends when the server stops', async () => {
    const { pty } = await serve();
    const one = open([ctl, '--socket', inFolder('control.sock')], { HOME: inFolder('') });
    await one.sees('garden> ');
    pty.type('shutdown\r');
    await one.sees('The server closed the connection.');
    expect(await one.exit).toBe(0);
  });

  test.each([
    ['exit', 'exit\r'],
    ['Ctrl-D', '\x04'],
    ['Ctrl-C', '\x03'],
  ])(
    '%s leaves the console of threadline-ctl without a message about the server',
    async (_, keys) => {
      const { pty } = await serve();
      const one = open([ctl, '--socket', inFolder('control.sock')], { HOME: inFolder('') });
      await one.sees('garden> ');
      one.type(keys);
      expect(await one.exit).toBe(0);
      expect(one.raw).not.toContain('The server');
      pty.type('shutdown now\r');
      expect(await pty.exit).toBe(0);
    },
  );

  test('threadline-ctl prints an error without splitting words', async () => {
    const socket = inFolder('a-control-socket-that-is-not-there');
    const pty = open([ctl, '--socket', socket, 'status']);
    expect(await pty.exit).toBe(69);
    const rows = pty.raw.trimEnd().split('\r\n');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every((row) => row.length <= 80)).toBe(true);
    expect(rows.join(' ')).toContain(`"${socket}", which does not exist`);
  });

  /** An interactive shell, with job control. */
  async function openShell(): Promise<Pty> {
    const pty = new Pty('bash --norc --noprofile -i', {
      NO_COLOR: '1',
      HISTFILE: '',
      HOME: inFolder(''),
    });
    ptys.push(pty);
    await pty.sees(/[#$] /);
    // In two parts, as the command is echoed.
    pty.type(`PS1='she''ll$ '\r`);
    await pty.sees('shell$ ');
    return pty;
  }

  const ctlStatus = async (): Promise<number | null> =>
    (await runCtl(['--socket', inFolder('control.sock'), 'status'])).code;

  test('a server started in the background serves clients, and shows its prompt in the foreground', async () => {
    const pty = await openShell();
    pty.type(`${nodeCommand([server, inFolder('')])} &\r`);
    await pty.sees('serving');
    expect(await ctlStatus()).toBe(0);
    pty.type('jobs\r');
    await pty.sees('Running');
    pty.type('fg\r');
    await pty.sees('garden> ');
    pty.type('version\r');
    await pty.sees('garden, control');
    pty.type('shutdown now\r');
    await pty.sees('shell$ ');
  });

  test('a server continues after Ctrl-Z and bg, and its console accepts keys again after fg', async () => {
    const pty = await openShell();
    pty.type(`${nodeCommand([server, inFolder('')])}\r`);
    await pty.sees('garden> ');
    pty.type('\x1a');
    await pty.sees('Stopped');
    pty.type('bg\r');
    await pty.sees('shell$ ');
    expect(await ctlStatus()).toBe(0);
    pty.type('echo a$((40 + 2))b\r');
    await pty.sees('a42b');
    pty.type('fg\r');
    await pty.sees('garden> ');
    pty.type('top --every 0.05\r');
    await pty.sees('q to quit');
    pty.type('\x1a');
    await pty.sees('Stopped');
    pty.type('fg\r');
    await pty.sees('q to quit');
    pty.type('q');
    await pty.sees('garden> ');
    pty.type('shutdown now\r');
    await pty.sees('shell$ ');
  });

  test('threadline-ctl accepts keys again after Ctrl-Z and fg', async () => {
    const { pty } = await serve();
    const shell = await openShell();
    shell.type(`${nodeCommand([ctl, '--socket', inFolder('control.sock')])}\r`);
    await shell.sees('garden> ');
    shell.type('vers\x1a');
    await shell.sees('Stopped');
    shell.type('fg\r');
    await shell.sees('garden> vers');
    shell.type('ion\r');
    await shell.sees('garden, control');
    shell.type('exit\r');
    await shell.sees('shell$ ');
    pty.type('shutdown now\r');
    expect(await pty.exit).toBe(0);
  });

  test('Ctrl-C prints what it waits for', async () => {
    const { pty, port } = await serve();
    const client = connect(port, '127.0.0.1').on('error', () => {});
    await once(client, 'connect');
    pty.type('status\r');
    await pty.sees(/clients +1/);
    pty.type('\x03');
    await pty.sees('waiting up to 5s for 1 client to leave; press Ctrl-C again to stop at once');
    pty.type('\x03');
    expect(await pty.exit).toBe(0);
    client.destroy();
  });
});
