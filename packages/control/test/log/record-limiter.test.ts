import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openLog } from '../../src/log/log-file.ts';
import type { LogEntry, LogRecord } from '../../src/log/log-record.ts';
import { RecordLimiter } from '../../src/log/record-limiter.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const record = (message: string, level: LogRecord['level'] = 'info'): LogRecord => ({
  time: 0,
  level,
  message,
});

describe('RecordLimiter', () => {
  test('admits a burst of one kind, then a rate per minute, and counts suppressed records', () => {
    const limiter = new RecordLimiter({ burst: 3, perMinute: 60 });
    const admitted = (count: number, now: number): number => {
      let sum = 0;
      for (let index = 0; index < count; index += 1) {
        const address = `192.0.2.${index}:${40_000 + index}`;
        sum += Number(limiter.admit(record(`connected from ${address}`), 'chat', now));
      }
      return sum;
    };
    expect(admitted(10, 0)).toBe(3);
    expect(admitted(10, 2000)).toBe(2);
    expect(limiter.takeSuppressed()).toEqual([
      { count: 15, record: record('connected from 192.0.2.9:40009'), listener: 'chat' },
    ]);
    expect(limiter.takeSuppressed()).toEqual([]);
    expect(admitted(10, 600_000)).toBe(3);
  });

  test('has a separate budget for each listener, level and beginning of a message', () => {
    const limiter = new RecordLimiter({ burst: 1, perMinute: 60 });
    const admit = (message: string, listener = 'chat', level: LogRecord['level'] = 'info') =>
      limiter.admit(record(message, level), listener, 0);
    expect(admit('login failed ip=192.0.2.1 name="anna"')).toBe(true);
    expect(admit('login failed ip=2001:db8::1 name="bea"')).toBe(false);
    expect(admit('connected from fe80::1 5')).toBe(true);
    expect(admit('connected from ::1 7')).toBe(false);
    expect(admit('connected from 192.0.2.1:5', 'echo')).toBe(true);
    expect(admit('connected from 192.0.2.1:5', 'chat', 'warn')).toBe(true);
  });

  test('limits the number of kinds', () => {
    const limiter = new RecordLimiter({ burst: 1, perMinute: 60 });
    const words = Array.from({ length: 5000 }, (_, index) =>
      index.toString(36).replace(/\d/g, '_'),
    );
    const admitted = new Set(words).size;
    let sum = 0;
    for (const word of new Set(words)) sum += Number(limiter.admit(record(word), 'chat', 0));
    expect(admitted).toBeGreaterThan(600);
    expect(sum).toBe(501);
    // Kinds with a full budget are removed in favor of new ones.
    expect(limiter.admit(record('another'), 'chat', 60_000)).toBe(true);
    limiter.takeSuppressed();
    expect(limiter.admit(record('and another'), 'chat', 180_000)).toBe(true);
  });
});

test('LogFile limits the records of clients but not those of write(), and logs the number of suppressed records', () => {
  const log = openLog(inFolder('log'), { limit: { burst: 2, perMinute: 1 } });
  for (let port = 1; port <= 5000; port += 1) {
    log.add({ time: Date.now(), level: 'info', message: `connected from ::1 ${port}` }, 'chat');
  }
  for (let index = 0; index < 5; index += 1) log.write('info', 'operator: kick');
  log.close();
  const entries = readFileSync(log.path, 'utf8').trim().split('\n');
  const messages = entries.map((line) => (JSON.parse(line) as LogEntry).msg);
  expect(messages.filter((message) => message.startsWith('connected'))).toHaveLength(2);
  expect(messages.filter((message) => message.startsWith('operator'))).toHaveLength(5);
  expect(JSON.parse(entries.at(-1) ?? '')).toMatchObject({
    listener: 'chat',
    fields: { suppressed: 4998 },
    msg: '4998 more like this in the last minute: connected from ::1 5000',
  });
});
