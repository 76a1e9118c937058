import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { followLog, tailLog } from '../../src/log/read-log.ts';
import { type LogFile, openLog } from '../../src/log/log-file.ts';
import type { LogOptions } from '../../src/log/log-options.ts';
import { type LogEntry, parseEntry } from '../../src/log/log-record.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const opened: LogFile[] = [];
afterEach(() => opened.splice(0).forEach((log) => log.close()));

function open(options: LogOptions = {}): LogFile {
  const log = openLog(inFolder('logs/server.log'), options);
  opened.push(log);
  return log;
}

function entries(path: string): LogEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const entry = parseEntry(line);
    if (entry === undefined) throw new Error(`not an entry: ${line}`);
    return entry;
  });
}

const messages = (path: string): string[] => entries(path).map(({ msg }) => msg);

describe('LogFile', () => {
  test('creates its folder with 0700 and its file with 0600, and appends to an existing file', () => {
    const log = open();
    expect(statSync(log.path).mode & 0o777).toBe(0o600);
    expect(statSync(inFolder('logs')).mode & 0o777).toBe(0o700);
    log.write('info', 'first');
    log.close();
    const again = open();
    again.write('info', 'second');
    again.flush();
    expect(messages(again.path)).toEqual(['first', 'second']);
  });

  test('writes one JSON object per line, with thread, client and listener', () => {
    const log = open();
    log.recorder('chat')({
      time: 1000,
      level: 'warn',
      message: 'slow',
      threadId: 7,
      connectionId: 3,
      fields: { unsent: 12 },
    });
    log.flush();
    expect(JSON.parse(readFileSync(log.path, 'utf8'))).toEqual({
      level: 'warn',
      time: 1000,
      listener: 'chat',
      thread: 7,
      client: 3,
      fields: { unsent: 12 },
      msg: 'slow',
    });
  });

  test('writes the records of several threads in chronological order', () => {
    let now = 1000;
    const log = open({ clock: () => now, windowMs: 1_000_000 });
    log.add({ time: 900, level: 'info', message: 'c', threadId: 2 });
    log.add({ time: 700, level: 'info', message: 'a', threadId: 1 });
    now = 1001;
    log.add({ time: 800, level: 'info', message: 'b', threadId: 1 });
    log.add({ time: 900, level: 'info', message: 'd', threadId: 3 });
    log.flush();
    expect(messages(log.path)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('keeps the chronological order when several threads log during a rotation', async () => {
    const log = open({ windowMs: 2000, limit: { burst: 2000, perMinute: 1 } });
    const source = `const { parentPort, threadId } = require('node:worker_threads');
for (let n = 0; n < 500; n += 1) {
  parentPort.postMessage({ time: Date.now(), level: 'info', message: String(n), threadId });
  if (n % 50 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}`;
    const workers = Array.from({ length: 4 }, () => new Worker(source, { eval: true }));
    for (const worker of workers) worker.on('message', log.recorder('chat'));
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
    renameSync(log.path, `${log.path}.1`);
    log.reopen();
    log.close();
    const all = [...entries(`${log.path}.1`), ...entries(log.path)];
    expect(all).toHaveLength(2000);
    const times = all.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    for (const thread of new Set(all.map((entry) => entry.thread))) {
      const own = all.filter((entry) => entry.thread === thread).map(({ msg }) => Number(msg));
      expect(own).toEqual(Array.from({ length: 500 }, (_, index) => index));
    }
  });

  test('drops records below the level, and applies a new level immediately', () => {
    const log = open({ level: 'warn' });
    log.write('info', 'no');
    log.level = 'debug';
    log.write('debug', 'yes');
    log.flush();
    expect(messages(log.path)).toEqual(['yes']);
  });

  test('escapes control characters, and reads them back', () => {
    const log = open();
    const hostile = 'a\x1b[2J\n\x7f\x9b\u202e\u2028{"level":"error"}';
    log.write('info', hostile, { name: hostile });
    log.flush();
    const text = readFileSync(log.path, 'utf8');
    // eslint-disable-next-line no-control-regex
    expect(text.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e\u2028]/);
    expect(entries(log.path)[0]).toMatchObject({ msg: hostile, fields: { name: hostile } });
  });

  test('does not interpret a message', () => {
    const log = open();
    log.write('info', '100 %s %d %j', { x: 1 });
    log.flush();
    expect(messages(log.path)).toEqual(['100 %s %d %j']);
  });

  test('redacts fields named like a password or a token', () => {
    const log = open();
    log.write('info', 'login', { password: 'hunter2', session: { token: 'abc123' }, name: 'anna' });
    log.flush();
    expect(readFileSync(log.path, 'utf8')).not.toMatch(/hunter2|abc123/);
  });

  test('accepts fields that cannot be serialized, and limits the length of a line', () => {
    const log = open();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log.write('info', 'circle', circle);
    log.write('info', 'big', { big: 'x'.repeat(100_000) });
    log.write('info', 'y'.repeat(100_000), { n: 10n });
    log.flush();
    expect(entries(log.path).map(({ msg }) => msg.length)).toEqual([6, 3, 8213]);
    expect(entries(log.path)[1]?.fields).toEqual({ omitted: true });
  });

  test('writes all held records when the process exits', () => {
    const log = open({ windowMs: 1_000_000 });
    log.write('info', 'the last words');
    process.listeners('exit').at(-1)?.(0);
    expect(messages(log.path)).toEqual(['the last words']);
  });

  test('logs the number of lost records once it can write again', () => {
    symlinkSync('/dev/full', inFolder('server.log'));
    const log = openLog(inFolder('server.log'));
    opened.push(log);
    const failures: unknown[] = [];
    log.on('failure', (error) => failures.push(error));
    log.write('info', 'one');
    log.write('info', 'two');
    log.flush();
    expect(failures).toEqual([expect.objectContaining({ code: 'ENOSPC' })]);
    rmSync(log.path);
    log.reopen();
    log.write('info', 'three');
    log.flush();
    expect(entries(log.path).map(({ msg, fields }) => [msg, fields?.['lost']])).toEqual([
      ['log records lost: they could not be written', 2],
      ['three', undefined],
    ]);
  });

  test('reopen() closes a file that was moved, and throws if it cannot open a new one', () => {
    const log = open();
    log.write('info', 'old');
    log.flush();
    renameSync(log.path, `${log.path}.1`);
    log.reopen();
    log.write('info', 'new');
    log.flush();
    expect([messages(`${log.path}.1`), messages(log.path)]).toEqual([['old'], ['new']]);
    renameSync(log.path, `${log.path}.2`);
    mkdirSync(log.path);
    expect(() => log.reopen()).toThrow(expect.objectContaining({ code: 'ERR_CONTROL_LOG' }));
    log.write('info', 'kept');
    log.flush();
    expect(messages(`${log.path}.2`)).toEqual(['new', 'kept']);
  });

  test('clear() empties the file at the path, even after the old file was moved', () => {
    const log = open();
    log.write('info', 'one');
    log.clear();
    expect(statSync(log.path).size).toBe(0);
    log.write('info', 'two');
    log.flush();
    renameSync(log.path, `${log.path}.1`);
    log.clear();
    log.write('info', 'three');
    log.flush();
    expect([messages(`${log.path}.1`), messages(log.path)]).toEqual([['two'], ['three']]);
  });

  test('reopen() and clear() do nothing after close()', () => {
    const log = open();
    log.write('info', 'kept');
    log.close();
    // The new file gets the number of the closed descriptor.
    const fd = openSync(inFolder('other'), 'w+');
    try {
      writeSync(fd, 'precious');
      log.clear();
      log.reopen();
      expect(fstatSync(fd).size).toBe(8);
    } finally {
      closeSync(fd);
    }
    expect(messages(log.path)).toEqual(['kept']);
  });

  test('does not delay records when the clock is set back', async () => {
    let now = 10_000_000;
    const log = open({ clock: () => now, windowMs: 1 });
    const written = new Promise<void>((resolve) =>
      log.on('entry', ({ msg }) => msg === 'two' && resolve()),
    );
    log.write('info', 'one');
    now -= 3_600_000;
    await log.settle();
    expect(messages(log.path)).toEqual(['one']);
    now += 3_600_000;
    log.write('info', 'two');
    now -= 3_600_000;
    await written;
  });

  test('loses and duplicates nothing during rotation, in any interleaving', () => {
    let runs = 0;
    const step = fc.constantFrom('write', 'write', 'flush', 'rotate', 'late');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        runs += 1;
        let now = 1_000_000;
        const path = inFolder(`run-${runs}`);
        const log = openLog(path, { clock: () => now, windowMs: 1_000_000 });
        let written = 0;
        const files = [path];
        for (const one of steps) {
          now += 1;
          if (one === 'write' || one === 'late') {
            const time = one === 'late' ? now - 3 : now;
            log.add({ time, level: 'info', message: String((written += 1)) });
          } else if (one === 'flush') log.flush();
          else {
            renameSync(path, `${path}.${files.length}`);
            files.splice(-1, 0, `${path}.${files.length}`);
            log.reopen();
          }
        }
        log.close();
        const found = files.flatMap(messages).map(Number);
        expect(found.sort((a, b) => a - b)).toEqual(
          Array.from({ length: written }, (_, index) => index + 1),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('LogFile with maxBytes', () => {
  const fill = (log: LogFile, from: number, to: number): void => {
    for (let number = from; number <= to; number += 1) {
      log.write('info', `record ${number} ${'x'.repeat(80)}`);
      log.flush();
    }
  };
  const numbers = (list: readonly string[]): number[] =>
    list.map((msg) => +(msg.split(' ')[1] ?? 0));

  test('rotates a full file: the newest records are in the new and the old file', () => {
    const log = open({ maxBytes: 1000 });
    fill(log, 1, 100);
    const kept = numbers([...messages(log.oldPath), ...messages(log.path)]);
    expect(kept.at(-1)).toBe(100);
    expect(kept).toEqual(Array.from(kept, (_, index) => 101 - kept.length + index));
    for (const path of [log.path, log.oldPath]) {
      expect(statSync(path).size).toBeLessThan(1300);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  test('counts the existing content of the file', () => {
    fill(open(), 1, 20);
    const log = open({ maxBytes: 1000 });
    fill(log, 21, 21);
    expect(numbers(messages(log.path))).toEqual([21]);
  });

  test('tailLog() reads both files, and clear() empties both', async () => {
    const log = open({ maxBytes: 1000 });
    fill(log, 1, 100);
    const held = messages(log.path).length;
    const tail = await tailLog(log, { count: held + 3, match: () => true });
    expect(numbers(tail.map(({ msg }) => msg))[0]).toBe(101 - held - 3);
    log.clear();
    expect(existsSync(log.oldPath)).toBe(false);
    expect(await tailLog(log, { count: 10, match: () => true })).toEqual([]);
  });

  test('keeps writing to the target of a symbolic link', () => {
    mkdirSync(inFolder('logs'));
    writeFileSync(inFolder('elsewhere'), '');
    symlinkSync(inFolder('elsewhere'), inFolder('logs/server.log'));
    fill(open({ maxBytes: 1000 }), 1, 100);
    expect(numbers(messages(inFolder('elsewhere'))).at(-1)).toBe(100);
    expect(existsSync(inFolder('elsewhere.old'))).toBe(true);
  });

  test('continues in the same file if it cannot be rotated', () => {
    const log = open({ maxBytes: 1000 });
    mkdirSync(`${log.oldPath}/full`, { recursive: true });
    fill(log, 1, 30);
    expect(numbers(messages(log.path))).toHaveLength(30);
  });
});

describe('tailLog()', () => {
  test('reads from the end, skips invalid lines, and keeps the order', async () => {
    const log = open();
    writeFileSync(log.path, `garbage\n\n${'x'.repeat(200_000)}\n`);
    for (let count = 1; count <= 2000; count += 1) log.write('info', `message ${count} é`);
    log.flush();
    appendFileSync(log.path, '{"torn');
    const last = await tailLog(log, { count: 3, match: () => true });
    expect(last.map(({ msg }) => msg)).toEqual([
      'message 1998 é',
      'message 1999 é',
      'message 2000 é',
    ]);
    expect(await tailLog(log, { count: 100_000, match: () => true })).toHaveLength(2000);
    expect(
      await tailLog(log, { count: 5, match: ({ msg }) => msg === 'message 1 é' }),
    ).toHaveLength(1);
  });

  test('includes records logged just before', async () => {
    const log = open({ windowMs: 1 });
    log.write('info', 'now');
    expect((await tailLog(log, { count: 1, match: () => true }))[0]?.msg).toBe('now');
  });
});

describe('followLog()', () => {
  test('continues after clearing and rotation, and misses and repeats nothing', async () => {
    const log = open({ windowMs: 1 });
    log.write('info', '0');
    const stop = new AbortController();
    const seen: string[] = [];
    const writer = (async () => {
      for (let count = 1; count <= 300; count += 1) {
        log.write('info', String(count));
        if (count % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (count % 50 === 0) log.clear();
        if (count % 60 === 0) {
          renameSync(log.path, `${log.path}.${count}`);
          log.reopen();
        }
      }
    })();
    const follower = followLog(log, { count: 1000, match: () => true, signal: stop.signal });
    for await (const followed of follower) {
      if ('entry' in followed) seen.push(followed.entry.msg);
      if (seen.at(-1) === '300') break;
    }
    await writer;
    const first = Number(seen[0]);
    // Records cleared before the follower started to read are missing; every later one is seen once.
    expect(seen).toEqual(Array.from({ length: 301 - first }, (_, index) => String(first + index)));
    expect(log.listenerCount('entry')).toBe(0);
  });

  test('ends when its signal aborts, and yields only matching entries', async () => {
    const log = open({ windowMs: 1 });
    const stop = new AbortController();
    log.write('error', 'one');
    const seen: string[] = [];
    const follower = followLog(log, {
      count: 10,
      match: ({ level }) => level === 'error',
      signal: stop.signal,
    });
    for await (const followed of follower) {
      if ('entry' in followed) seen.push(followed.entry.msg);
      if (seen.length === 1) {
        log.write('info', 'no');
        log.write('error', 'two');
      } else stop.abort();
    }
    expect(seen).toEqual(['one', 'two']);
  });
});
