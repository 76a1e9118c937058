import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parseEntry } from '../../src/log/log-record.ts';
import { handleSignals } from '../../src/service/signals.ts';
import { runCtl } from '../support/run-ctl.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const program = fileURLToPath(new URL('../support/server.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

interface Service {
  readonly child: ChildProcess;
  readonly port: number;
  /** Resolves when stderr contains the text: the log is written there without a terminal. */
  readonly says: (text: string | RegExp) => Promise<RegExpExecArray>;
  readonly exit: Promise<unknown[]>;
}

async function start(
  input: 'ignore' | 'pipe' = 'ignore',
  environment: Record<string, string> = {},
): Promise<Service> {
  const args = ['--conditions=@threadline/source', program, inFolder('')];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: [input, 'pipe', 'pipe'] });
  children.push(child);
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const says = async (what: string | RegExp): Promise<RegExpExecArray> => {
    const pattern = new RegExp(what);
    for (;;) {
      const match = pattern.exec(text);
      if (match !== null) return match;
      await once(child.stderr ?? child, 'data');
    }
  };
  const exit = once(child, 'exit');
  const [, port] = await says(/serving port=(\d+)/);
  return { child, port: Number(port), says, exit };
}

describe('a service', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s, and removes its socket',
    async (signal) => {
      const { child, exit } = await start();
      expect(existsSync(inFolder('control.sock'))).toBe(true);
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(existsSync(inFolder('control.sock'))).toBe(false);
      expect(readFileSync(inFolder('log'), 'utf8')).toContain(`shutting down: ${signal}`);
    },
  );

  test('waits for its clients after a signal, and stops at once after a second one', async () => {
    const { child, port, says, exit } = await start();
    const client = connect(port, '127.0.0.1').on('error', () => {});
    await once(client, 'connect');
    const began = performance.now();
    child.kill('SIGTERM');
    await says('shutting down');
    // The same signal twice within 300 ms counts as one.
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(4500);
    expect(existsSync(inFolder('control.sock'))).toBe(false);
    client.destroy();
  });

  test('reloads and reopens its log on SIGHUP, and changes nothing if the reload fails', async () => {
    const { child, says, exit } = await start();
    renameSync(inFolder('log'), inFolder('log.1'));
    child.kill('SIGHUP');
    await says('reloaded: motd by=SIGHUP');
    await says('port changed: takes effect after a restart');
    child.kill('SIGHUP');
    await says('cannot reload, nothing has changed: the second reload fails');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    const messages = (file: string): (string | undefined)[] =>
      readFileSync(inFolder(file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => parseEntry(line)?.msg);
    expect(messages('log.1')).toEqual(['serving']);
    expect(messages('log')).toEqual([
      'reloaded: motd',
      'port changed: takes effect after a restart',
      expect.stringContaining('cannot reload') as unknown,
      expect.stringContaining('SIGTERM') as unknown,
    ]);
  });

  test('logs the status of each listener on SIGUSR2', async () => {
    const { child, says, exit } = await start();
    child.kill('SIGUSR2');
    await says(/echo status state=listening clients=0/);
    await says(/status uptimeMs=\d+ memoryBytes=\d+/);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  test('notifies systemd that it is ready, then sends keep-alives', async () => {
    const script = `#!/bin/sh\necho "$@" >> "${inFolder('notified')}"\n`;
    writeFileSync(inFolder('systemd-notify'), script, { mode: 0o755 });
    const changes = watch(inFolder(''));
    const { child, exit } = await start('ignore', {
      NOTIFY_SOCKET: inFolder('notify'),
      WATCHDOG_USEC: '50000',
      PATH: `${inFolder('')}:${process.env['PATH']}`,
    });
    for await (const { filename } of changes) {
      if (filename !== 'notified') continue;
      const notified = readFileSync(inFolder('notified'), 'utf8');
      if (/--ready(.*\n.*WATCHDOG=1){3}/s.test(notified)) break;
    }
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  test('keeps running at the end of its input, and exits after a piped shutdown with the code of the first failure', async () => {
    const one = await start('pipe');
    one.child.stdin?.end('status\n');
    await once(one.child.stdout ?? one.child, 'data');
    expect(one.child.exitCode).toBeNull();
    one.child.kill('SIGTERM');
    expect(await one.exit).toEqual([0, null]);
    const other = await start('pipe');
    other.child.stdin?.end('clear-accounts\nstatus\nshutdown\nstatus\n');
    expect(await other.exit).toEqual([1, null]);
  });
});

describe('a service with unread output', () => {
  test.each(['stdout', 'stderr'] as const)('exits on SIGTERM: %s', async (stream) => {
    const { child, says, exit } = await start('pipe');
    child.stdin?.write('pause\n');
    await says('operator: pause');
    child[stream]?.pause();
    // More output and errors than fit in a pipe.
    child.stdin?.write(`${stream === 'stdout' ? 'help' : 'nonsense'.repeat(100)}\n`.repeat(2000));
    await runCtl(['--socket', inFolder('control.sock'), 'version']);
    child.kill('SIGTERM');
    // 2 is the exit code of the first invalid command.
    expect(await exit).toEqual([stream === 'stdout' ? 0 : 2, null]);
  });
});

describe('catchSignals()', () => {
  const begin = async (): Promise<{ child: ChildProcess; exit: Promise<unknown[]> }> => {
    const server = fileURLToPath(new URL('../support/early-server.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@threadline/source', server], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const exit = once(child, 'exit');
    await once(child.stdout ?? child, 'data');
    return { child, exit };
  };

  test('keeps a SIGTERM received during the start: the server stops once it has started', async () => {
    const { child, exit } = await begin();
    child.kill('SIGHUP');
    child.kill('SIGTERM');
    child.stdin?.write('\n');
    const [text] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect(String(text)).toBe('started\n');
    expect(await exit).toEqual([0, null]);
  });

  test('exits on a second signal during the start', async () => {
    const { child, exit } = await begin();
    const again = setInterval(() => child.kill('SIGTERM'), 50);
    expect(await exit).toEqual([0, null]);
    clearInterval(again);
  });

  test('changes nothing without a signal', async () => {
    const { child, exit } = await begin();
    child.stdin?.write('\n');
    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });
});

describe('handleSignals()', () => {
  test('returns a function that removes the handlers', () => {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;
    const counts = (): number[] => signals.map((signal) => process.listenerCount(signal));
    const before = counts();
    const handlers = { stop: () => {}, stopNow: () => {}, reload: () => {} };
    const release = handleSignals({ ...handlers, status: () => {} });
    expect(counts()).toEqual(before.map((count) => count + 1));
    release();
    expect(counts()).toEqual(before);
  });

  test('does not handle SIGUSR2 without a status handler', () => {
    const before = process.listenerCount('SIGUSR2');
    const release = handleSignals({ stop: () => {}, stopNow: () => {}, reload: () => {} });
    expect(process.listenerCount('SIGUSR2')).toBe(before);
    release();
  });
});
