import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { watchService } from '../../src/service/watchdog.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();

describe('watchService()', () => {
  test('gives a sign of life each time everything answers, and none when something does not', async () => {
    const told = inFolder('told');
    const script = `#!/bin/sh\necho "$@" >> "${told}"\n`;
    writeFileSync(inFolder('systemd-notify'), script, { mode: 0o755 });
    const env = {
      NOTIFY_SOCKET: inFolder('socket'),
      PATH: `${inFolder('')}:${process.env['PATH']}`,
      WATCHDOG_USEC: '40000',
      WATCHDOG_PID: String(process.pid),
    };
    let asked = 0;
    const fourth = Promise.withResolvers<void>();
    const stop = watchService(() => {
      asked += 1;
      if (asked === 2) throw new Error('a listener does not answer');
      if (asked === 4) fourth.resolve();
    }, env);
    await fourth.promise;
    const sign = `--pid=${process.pid} WATCHDOG=1`;
    expect(readFileSync(told, 'utf8').trim().split('\n').slice(0, 2)).toEqual([sign, sign]);
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
    ])('asks with %j in ten seconds %d times', async (env, times) => {
      jest.useFakeTimers();
      let asked = 0;
      const stop = watchService(() => void (asked += 1), env);
      await jest.advanceTimersByTimeAsync(10_000);
      expect(asked).toBe(times);
      stop();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(asked).toBe(times);
    });
  });
});
