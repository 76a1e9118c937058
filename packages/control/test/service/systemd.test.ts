import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { notifySystemd, takeListenFds, startWatchdog } from '../../src/service/systemd.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const able =
  spawnSync('systemd-notify', ['--version']).status === 0 &&
  spawnSync('python3', ['--version']).status === 0;

describe('notifySystemd()', () => {
  test('does nothing without NOTIFY_SOCKET', async () => {
    expect(await notifySystemd('ready', {})).toBe(false);
  });

  test('never rejects, even without systemd-notify', async () => {
    expect(await notifySystemd('ready', { NOTIFY_SOCKET: '/nowhere', PATH: '/nowhere' })).toBe(
      false,
    );
  });

  (able ? test : test.skip)(
    'notifies systemd that it is ready (skipped without systemd-notify and python3)',
    async () => {
      // Node cannot listen on unix datagram sockets either. Like systemd, it closes the descriptor of a barrier.
      const script = `import os,socket,sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); s.settimeout(20)
print("bound", flush=True)
while True:
  message, fds, *_ = socket.recv_fds(s, 4096, 4)
  print(repr(message.decode()), flush=True)
  for fd in fds: os.close(fd)`;
      const listener = spawn('python3', ['-c', script, inFolder('notify')]);
      const printed = createInterface({ input: listener.stdout });
      await once(printed, 'line');
      const notified = once(printed, 'line');
      const env = { NOTIFY_SOCKET: inFolder('notify'), PATH: process.env['PATH'] };
      expect(await notifySystemd('ready', env)).toBe(true);
      expect(String((await notified)[0])).toContain('READY=1');
      listener.kill();
    },
  );
});

describe('startWatchdog()', () => {
  test('sends a keep-alive each time all parts respond, and none if a part does not', async () => {
    const notified = inFolder('notified');
    const script = `#!/bin/sh\necho "$@" >> "${notified}"\n`;
    writeFileSync(inFolder('systemd-notify'), script, { mode: 0o755 });
    const env = {
      NOTIFY_SOCKET: inFolder('socket'),
      PATH: `${inFolder('')}:${process.env['PATH']}`,
      WATCHDOG_USEC: '40000',
      WATCHDOG_PID: String(process.pid),
    };
    let asked = 0;
    const fourth = Promise.withResolvers<void>();
    const stop = startWatchdog(() => {
      asked += 1;
      if (asked === 2) throw new Error('a listener does not answer');
      if (asked === 4) fourth.resolve();
    }, env);
    await fourth.promise;
    const sign = `--pid=${process.pid} WATCHDOG=1`;
    expect(readFileSync(notified, 'utf8').trim().split('\n').slice(0, 2)).toEqual([sign, sign]);
    stop();
  });

  describe('in time', () => {
    afterEach(() => void jest.useRealTimers());

    test.each([
      [{ WATCHDOG_USEC: '2000000' }, 10],
      [{ WATCHDOG_USEC: '2000000', WATCHDOG_PID: String(process.pid) }, 10],
      [{ WATCHDOG_USEC: '2000000', WATCHDOG_PID: '1' }, 0],
      [{ WATCHDOG_USEC: 'often' }, 0],
      [{}, 0],
    ])('with %j sends %d keep-alives in ten seconds', async (env, times) => {
      jest.useFakeTimers();
      let asked = 0;
      const stop = startWatchdog(() => void (asked += 1), env);
      await jest.advanceTimersByTimeAsync(10_000);
      expect(asked).toBe(times);
      stop();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(asked).toBe(times);
    });
  });
});

describe('takeListenFds()', () => {
  test('returns the descriptors from 3 on with their names, and removes the variables', () => {
    const env: Record<string, string | undefined> = {
      LISTEN_PID: '42',
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'echo:',
      HOME: '/',
    };
    expect(takeListenFds(env, 42)).toEqual([
      { fd: 3, name: 'echo' },
      { fd: 4, name: undefined },
    ]);
    expect(env).toEqual({ HOME: '/' });
  });

  test('returns nothing for another process, but removes the variables', () => {
    const env: Record<string, string | undefined> = { LISTEN_PID: '41', LISTEN_FDS: '2' };
    expect(takeListenFds(env, 42)).toEqual([]);
    expect(env).toEqual({});
    expect(takeListenFds({}, 42)).toEqual([]);
  });

  test.each(['-1', 'x', '5000', ''])('rejects LISTEN_FDS=%j', (count) => {
    expect(() => takeListenFds({ LISTEN_PID: '42', LISTEN_FDS: count }, 42)).toThrow(RangeError);
  });
});
