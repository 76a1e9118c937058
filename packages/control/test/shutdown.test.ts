import { beforeEach, describe, expect, test } from '@jest/globals';
import { Shell } from '../src/shell/shell.ts';
import { Shutdown } from '../src/shutdown.ts';
import type { ControlTarget } from '../src/target.ts';
import { FakeIo } from './support/fake-io.ts';
import { fakeTarget } from './support/fake-target.ts';

let calls: string[];
let target: ControlTarget;
let shutdown: Shutdown;
beforeEach(() => {
  calls = [];
  target = fakeTarget(calls);
  shutdown = new Shutdown(target);
});

async function run(line: string): Promise<string> {
  const io = new FakeIo();
  const outcome = await new Shell({ target, shutdown, clock: Date.now }).run(line, io);
  return outcome.ok ? io.text : outcome.message;
}

describe('shutdown', () => {
  test('announces, and closes with a grace of 5 s', async () => {
    expect(await run('shutdown see you')).toMatch(/shut down$/);
    expect(calls).toEqual(['announce see you', 'close 5000']);
  });

  test('prints what it waits for, and how to stop at once', async () => {
    target = { ...target, close: () => new Promise((resolve) => setImmediate(resolve)) };
    shutdown = new Shutdown(target);
    expect(await run('shutdown')).toBe(
      'waiting up to 5s for 3 clients to leave; press Ctrl-C to stop at once\nshut down',
    );
  });

  test('stops at once if it is interrupted on the console, but not by a controller', async () => {
    for (const leave of [undefined, () => {}]) {
      const graces: number[] = [];
      const closed = Promise.withResolvers<void>();
      const close = ({ graceMs }: { graceMs: number }): Promise<void> => {
        graces.push(graceMs);
        if (graceMs === 0) closed.resolve();
        return closed.promise;
      };
      const ending = new Shutdown({ ...target, close });
      const io = new FakeIo();
      if (leave !== undefined) io.exit = leave;
      const ran = new Shell({ target, shutdown: ending, clock: Date.now }).run('stop', io);
      await io.sees('waiting up to');
      io.interrupted.abort();
      expect(graces).toEqual(leave === undefined ? [5000, 0] : [5000]);
      closed.resolve();
      await ran;
    }
  });

  test('rejects a mistyped delay instead of stopping the server', async () => {
    for (const typed of ['20', '20x', '5min30', '40d']) {
      expect(await run(`shutdown ${typed} see you`)).toMatch(/^Expected .* got "/);
    }
    expect(shutdown.state).toBe('none');
    expect(calls).toEqual([]);
  });

  test('now does not wait for clients', async () => {
    expect(await run('stop now')).toBe('shut down');
    expect(calls).toEqual(['close 0']);
  });

  test('with a delay drains first, and can be cancelled', async () => {
    expect(await run('shutdown 10m see you')).toBe(
      'shutting down in 10m, or once all clients have left; "shutdown cancel" cancels it',
    );
    expect(shutdown.state).toBe('waiting');
    expect(await run('shutdown cancel')).toBe('shutdown cancelled, listening again');
    expect(shutdown.state).toBe('none');
    expect(await run('shutdown cancel')).toBe('No shutdown is pending');
    expect(calls).toEqual([
      'announce The server is shutting down in 10m: see you',
      'drain echo 600000',
      'drain chat 600000',
      'resume echo',
      'resume chat',
      'announce The shutdown has been cancelled',
    ]);
  });

  test('with a delay closes after the delay', async () => {
    await run('shutdown 10ms');
    await shutdown.closed;
    expect(calls.at(-1)).toBe('close 5000');
  });

  test('with a delay closes early when all clients have left', async () => {
    const drained = target.listeners.map((listener) => ({ ...listener, drain: () => 0 }));
    shutdown = new Shutdown({ ...target, listeners: drained });
    await shutdown.begin({ delayMs: 600_000 });
    await shutdown.closed;
    expect(calls).toEqual(['close 5000']);
  });

  test('is replaced by a shorter one', async () => {
    await run('shutdown 10m');
    await run('shutdown now');
    await shutdown.closed;
    expect(calls.filter((call) => call.startsWith('close'))).toEqual(['close 0']);
  });

  test('cancel accepts no further words, and never stops the server', async () => {
    await run('shutdown 10m');
    expect(await run('shutdown cancel it')).toBe('Usage: shutdown cancel');
    expect(shutdown.state).toBe('waiting');
    await run('shutdown cancel');
    expect(calls.filter((call) => call.startsWith('close'))).toEqual([]);
  });

  test('with a delay waits even if another one starts during its announcement', async () => {
    const said = Promise.withResolvers<void>();
    target = { ...target, announce: () => said.promise };
    shutdown = new Shutdown(target);
    const first = run('shutdown 10m see you');
    const second = shutdown.begin({ delayMs: 1_200_000 });
    await second;
    expect(shutdown.state).toBe('waiting');
    said.resolve();
    await first;
    expect(shutdown.state).toBe('waiting');
    expect(await shutdown.cancel()).toBe(true);
    expect(calls.filter((call) => call.startsWith('close'))).toEqual([]);
  });

  test('with a delay announces it without a message too', async () => {
    await run('shutdown 20s');
    await shutdown.cancel();
    expect(calls[0]).toBe('announce The server is shutting down in 20s');
  });

  test('does not wait for an announcement that hangs', async () => {
    target = { ...target, announce: () => new Promise(() => {}) };
    shutdown = new Shutdown(target);
    expect(await run('shutdown see you')).toMatch(/shut down$/);
  });

  test('with a delay continues while a later one is announced', async () => {
    target = { ...target, announce: () => new Promise(() => {}) };
    shutdown = new Shutdown(target);
    await run('shutdown 10ms');
    void run('shutdown 20m never heard');
    await shutdown.closed;
    expect(calls.at(-1)).toBe('close 5000');
  });

  test('reports that closing failed, and ignores a failed announcement', async () => {
    target = {
      ...target,
      announce: () => Promise.reject(new Error('nobody hears')),
      close: () => Promise.reject(new Error('stuck')),
    };
    shutdown = new Shutdown(target);
    expect(await run('shutdown bye')).toBe('stuck');
  });
});
