import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseArguments } from '../../src/program/arguments.ts';
import { wait } from '../../src/program/chat/chat-program.ts';
import { complete, holdsSecret } from '../../src/program/chat/input-line.ts';
import { mentions, timestamp } from '../../src/program/chat/render.ts';
import { histogram, statsOf } from '../../src/program/echo/round-trips.ts';
import { TelnetFilter } from '../../src/program/run-raw.ts';
import { TokenFile } from '../../src/program/saved-state.ts';
import { parseAddress } from '../../src/program/server-address.ts';
import { readLines } from '../../src/program/streams.ts';
import { useTemporaryFolder } from '../support/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const ports = { plain: 6667, tls: 6697 };

describe('parseAddress()', () => {
  test.each([
    ['host', { name: undefined, host: 'host', port: 6667, tls: false }],
    ['anna@host:7000', { name: 'anna', host: 'host', port: 7000, tls: false }],
    ['ircs://anna@host/', { name: 'anna', host: 'host', port: 6697, tls: true }],
    ['TLS://host:1', { name: undefined, host: 'host', port: 1, tls: true }],
    ['a@[::1]:7000', { name: 'a', host: '::1', port: 7000, tls: false }],
    ['fe80::1', { name: undefined, host: 'fe80::1', port: 6667, tls: false }],
  ])('reads %s', (text, expected) => expect(parseAddress(text, ports)).toEqual(expected));

  test.each(['', '@host', 'anna@', 'http://host', 'host:0', 'host:70000', 'ho st', 'host/path'])(
    'rejects "%s"',
    (text) =>
      expect(() => parseAddress(text, ports)).toThrow(
        expect.objectContaining({ name: 'UsageError' }),
      ),
  );
});

describe('parseArguments()', () => {
  test('recognizes the commands, and accepts the count of --ping before and after the address', () => {
    expect(parseArguments(['host'])).toMatchObject({ kind: 'chat', waitMs: 0, save: true });
    expect(parseArguments(['chat', 'echo'])).toMatchObject({
      kind: 'chat',
      address: { host: 'echo' },
    });
    expect(parseArguments(['echo', 'host'])).toMatchObject({
      kind: 'echo',
      ping: undefined,
      address: { port: 7007 },
    });
    expect(parseArguments(['echo', '--ping', '5', 'host'])).toMatchObject({ ping: 5, size: 56 });
    expect(parseArguments(['echo', 'host', '--ping', '5'])).toMatchObject({ ping: 5 });
    expect(parseArguments(['echo', '--ping', 'host'])).toMatchObject({ ping: Infinity });
    expect(parseArguments(['raw', '--ca', 'x', 'h:1'])).toMatchObject({
      kind: 'raw',
      address: { tls: true },
      ca: 'x',
    });
    expect(parseArguments(['--wait', 'forever', 'h'])).toMatchObject({ waitMs: Infinity });
  });

  test.each([
    [[]],
    [['a', 'b']],
    [['--size', '5', 'host']],
    [['raw', '--json', 'host']],
    [['echo', '--size', '0', 'host']],
    [['echo', '--interval', 'x', 'host']],
    [['--wait', '-1', 'host']],
    [['--room', 'tea', 'host']],
    [['--password', 'secret', 'host']],
  ])('rejects %j', (args) =>
    expect(() => parseArguments(args)).toThrow(expect.objectContaining({ name: 'UsageError' })),
  );
});

describe('complete()', () => {
  const words = {
    rooms: ['#lobby', '#tea'],
    members: (room: string) =>
      (room === '#lobby' ? ['anna', 'Andy', 'bea', 'ev\x1bil'] : ['zoe']).map((name) => ({
        name,
        rank: '',
      })),
  };
  test.each([
    ['an', ['Andy: ', 'anna: '], 'an'],
    ['hi an', ['Andy ', 'anna '], 'an'],
    ['/wh', ['/who ', '/whois '], '/wh'],
    ['/msg b', ['bea '], 'b'],
    ['/join #', ['#lobby ', '#tea '], '#'],
    ['/help to', ['token ', 'topic '], 'to'],
    ['see #t', ['#tea '], '#t'],
    ['ev', [], 'ev'],
    ['', [], ''],
    ['hi ', [], ''],
  ])('completes "%s"', (line, candidates, word) =>
    expect(complete(line, words, '#lobby')).toEqual([candidates, word]),
  );
});

describe('TokenFile', () => {
  const token = { token: 't1', expiresAt: new Date(2000) };

  test('stores a token per account and server, readable by its owner only', () => {
    const path = inFolder('state/tokens.json');
    const file = new TokenFile(path, () => 1000);
    expect(file.get('host:1', 'anna')).toBeUndefined();
    file.set('host:1', 'anna', token);
    file.set('host:1', 'bea', { token: 't2', expiresAt: undefined });
    expect([
      file.get('HOST:1', 'Anna'),
      file.get('host:1', 'bea'),
      file.get('host:2', 'anna'),
    ]).toEqual(['t1', 't2', undefined]);
    expect([statSync(path).mode & 0o777, statSync(inFolder('state')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect([file.delete('host:1', 'anna'), file.delete('host:1', 'anna')]).toEqual([true, false]);
    expect(readFileSync(path, 'utf8')).not.toContain('t1');
  });

  test('does not return an expired token', () => {
    const file = new TokenFile(inFolder('tokens.json'), () => 3000);
    file.set('host:1', 'anna', token);
    expect(file.get('host:1', 'anna')).toBeUndefined();
  });

  test('throws if other users can read the file, or it is not a token file', () => {
    const path = inFolder('tokens.json');
    const file = new TokenFile(path);
    file.set('host:1', 'anna', token);
    chmodSync(path, 0o640);
    expect(() => file.get('host:1', 'anna')).toThrow(`Other users can read ${path}: chmod 600 it`);
    writeFileSync(path, 'nonsense');
    chmodSync(path, 0o600);
    expect(() => file.get('host:1', 'anna')).toThrow('is not a token file');
  });
});

test('readLines() returns the same lines for any chunks and line ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'ü', ' ') })),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 5 }),
      async (lines, end, size) => {
        const bytes = Buffer.from(lines.map((line) => line + end).join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
          bytes.subarray(n * size, (n + 1) * size),
        );
        const read: string[] = [];
        for await (const line of readLines(Readable.from(chunks))) read.push(line);
        expect(read).toEqual(lines);
      },
    ),
  );
});

test('TelnetFilter returns the same text for any chunks', () => {
  const bytes = Buffer.concat([
    Buffer.from([255, 251, 1, 0x61, 255, 250, 24, 1, 255, 255, 255, 240]),
    Buffer.from('ü\r\nb\r'),
    Buffer.from([255, 241, 0x63]),
  ]);
  for (let size = 1; size <= bytes.length; size += 1) {
    const filter = new TelnetFilter();
    let text = '';
    for (let at = 0; at < bytes.length; at += size)
      text += filter.push(bytes.subarray(at, at + size));
    expect(text + filter.end()).toBe('aü\r\nb\rc');
  }
});

test('statsOf() and histogram() summarize times', () => {
  const times = Array.from({ length: 100 }, (_, n) => n + 1);
  expect(statsOf(times)).toMatchObject({ min: 1, avg: 50.5, p50: 50, p99: 99, max: 100 });
  expect(statsOf([2, 2]).mdev).toBe(0);
  expect(histogram([1, 1.5, 2.5, 9]).split('\n').slice(0, 3)).toEqual(
    [
      '1 -  2 ms  2  ########################################',
      '2 -  3 ms  1  ####################',
      '3 -  4 ms  0',
    ].map((line) => ` ${line}`),
  );
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.0001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }),
      (many) => {
        const lines = histogram(many).split('\n');
        expect(lines.length).toBeLessThanOrEqual(12);
        const counted = lines
          .map((line) => Number(/ms +(\d+)/.exec(line)?.[1]))
          .reduce((sum, one) => sum + one, 0);
        expect(counted).toBe(many.length);
      },
    ),
  );
});

test('timestamp() has no date today, and a date on other days', () => {
  const time = new Date(2026, 10, 24, 9, 5);
  const at = (now: Date, timestamps: 'auto' | 'off' | 'time' | 'datetime' = 'auto'): string =>
    timestamp(time, { now, timestamps });
  const [today, tomorrow] = [new Date(2026, 10, 24, 23, 0), new Date(2026, 10, 25)];
  expect([at(today), at(tomorrow)]).toEqual(['09:05 ', '2026-11-24 09:05 ']);
  expect([at(tomorrow, 'time'), at(today, 'datetime'), at(today, 'off')]).toEqual([
    '09:05 ',
    '2026-11-24 09:05 ',
    '',
  ]);
});

test('holdsSecret() recognizes passwords in lines that are sent unchanged', () => {
  const secret = ['/raw OPER anna hunter2', '/QUOTE  pass x', '/raw register SUCCESS * hunter2'];
  const open = ['/raw WHOIS anna', '/msg oper anna', 'OPER anna hunter2', '//raw PASS x', '/raw'];
  expect([...secret, ...open].filter(holdsSecret)).toEqual(secret);
});

test('wait(Infinity) uses no timer, which would be limited to 24.8 days, and ends with the signal', async () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const stop = new AbortController();
  const waiting = [wait(Infinity, stop.signal), wait(60_000, stop.signal)];
  expect(timers() - before).toBe(1);
  stop.abort();
  await Promise.all(waiting);
  await wait(Infinity, stop.signal);
  await wait(1, new AbortController().signal);
});

test('mentions() finds a name only as a whole word', () => {
  expect(
    ['hi anna!', 'ANNA: x', 'annabel', 'joanna', 'an.na'].map((text) => mentions(text, 'anna')),
  ).toEqual([true, true, false, false, false]);
  expect(mentions('hi a.b', 'a.b') && !mentions('hi axb', 'a.b')).toBe(true);
});
