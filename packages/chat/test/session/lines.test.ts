import { duplexPair } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Client } from '../../src/session/client.ts';
import { contextOf } from '../../src/session/context.ts';
import { type Line, LineReader, type LineReaderOptions } from '../../src/session/lines.ts';

/** A reader that has received these bytes, and a function that lets more arrive. */
function readerOf(
  bytes: string | Buffer = '',
  { ended = false, ...options }: LineReaderOptions & { ended?: boolean } = {},
) {
  const [socket, other] = duplexPair();
  const client = new Client(socket, contextOf(socket));
  const reader = new LineReader(client, { bytes: Buffer.from(bytes), ended }, options);
  const receive = (chunk: string | Buffer): boolean => socket.emit('data', Buffer.from(chunk));
  return { reader, receive, end: () => socket.emit('end'), socket, other };
}

/** All lines that wait, as texts; a star marks those that end as telnet ends lines. */
function waiting(reader: LineReader): string[] {
  const lines: string[] = [];
  for (let line = reader.take(); line; line = reader.take()) lines.push(textOf(line));
  return lines;
}

function textOf(line: Line): string {
  if (line.type === 'line') return `${line.text}${line.telnetEol ? '*' : ''}`;
  return line.type === 'too-long' ? `too-long ${line.bytes}` : line.type;
}

describe('LineReader', () => {
  test('ends a line at CR, LF, CR LF and CR NUL', () => {
    const { reader } = readerOf('a\nb\rc\r\nd\r\0e\n\n');
    expect(waiting(reader)).toEqual(['a', 'b', 'c*', 'd*', 'e', '']);
  });

  test('reads the same lines however the bytes are split into chunks', () => {
    const piece = fc.oneof(
      fc.constantFrom('\r', '\n', '\r\n', '\r\0', 'ä', '👋', 'x'.repeat(30)),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''));
        const bounds = { maxLineBytes: 50, maxPendingBytes: 80 };
        const whole = readerOf(bytes, { ended: true, ...bounds });
        const { reader, receive, end } = readerOf('', bounds);
        const lines: string[] = [];
        let start = 0;
        for (const length of [...cuts, bytes.length]) {
          receive(bytes.subarray(start, start + length));
          lines.push(...waiting(reader));
          start += length;
        }
        end();
        lines.push(...waiting(reader));
        const withoutMark = (text: string): string => text.replace(/\*$/, '');
        expect(lines.map(withoutMark)).toEqual(waiting(whole.reader).map(withoutMark));
      }),
    );
  });

  test('accepts a line of 4608 bytes, and reports the length of a longer one', () => {
    const long = 'ä'.repeat(2304);
    const { reader } = readerOf(`${long}\n${long}x\n`);
    expect(waiting(reader)).toEqual([long, 'too-long 4609']);
  });

  test('rejects a line that is not UTF-8, and reads on', () => {
    const { reader } = readerOf(Buffer.from([0xc3, 0x28, 10, 0xc0, 0xaf, 10, 0x6f, 0x6b, 10]));
    expect(waiting(reader)).toEqual(['not-utf8', 'not-utf8', 'ok']);
  });

  test('ends at 8 KiB without a line end, and ignores what follows', async () => {
    const { reader, receive } = readerOf('first\n');
    const seen = Array.from({ length: 12 }, () => {
      receive(Buffer.alloc(1000, 'x'));
      return waiting(reader);
    });
    expect(seen.slice(0, 8).flat()).toEqual(['first']);
    expect(seen.slice(8).flat()).toEqual(['unterminated']);
    receive('last\n');
    expect(await reader.next()).toBeUndefined();
  });

  test('ends when the filter returns undefined', async () => {
    const filter = (chunk: Buffer): Buffer | undefined =>
      chunk.includes(0xff) ? undefined : chunk;
    const { reader, receive } = readerOf('a\n', { filter });
    receive(Buffer.from([0xff]));
    receive('b\n');
    expect(waiting(reader)).toEqual(['a', 'unterminated']);
    expect(await reader.next()).toBeUndefined();
  });

  test('reads a last line without an end', async () => {
    const { reader, end } = readerOf('a\nb');
    expect(waiting(reader)).toEqual(['a']);
    end();
    expect(waiting(reader)).toEqual(['b']);
    expect(await reader.next()).toBeUndefined();
  });

  test('makes few lines of many bytes at once', () => {
    expect(readerOf('\n'.repeat(65_536)).reader.waiting).toBe(100);
  });

  test('splits the rest as lines are taken, and ends after the last one', async () => {
    const all = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
    const { reader } = readerOf(`${all.join('\n')}\nand the last`, { ended: true });
    expect(waiting(reader)).toEqual([...all, 'and the last']);
    expect(await reader.next()).toBeUndefined();
  });

  test('drops lines beyond a bound as soon as that is set', () => {
    const { reader } = readerOf('line\n'.repeat(10_000));
    let dropped = 0;
    reader.onDrop = () => (dropped += 1);
    reader.setDropBeyond(100);
    expect(reader.waiting).toBe(100);
    expect(dropped).toBe(9900);
  });

  test('pauses the socket of a client over its rate, and loses nothing', async () => {
    const { reader, socket, other } = readerOf();
    reader.setDropBeyond(Infinity);
    other.write(`${'x'.repeat(1023)}\n`.repeat(260));
    while (reader.take() ?? (await reader.next())) if (reader.waiting === 0) break;
    expect(socket.isPaused()).toBe(true);
    other.end('the last\n');
    await setImmediate();
    expect(reader.waiting).toBe(0);
    expect(await reader.next()).toMatchObject({ text: 'the last' });
  });

  test('does not pause the socket when the rate is not limited', async () => {
    const { reader, socket, other } = readerOf();
    reader.limited = false;
    reader.setDropBeyond(1);
    let chunks = 0;
    const all = new Promise<void>((resolve) => {
      reader.onData = () => {
        chunks += 1;
        if (chunks === 20) resolve();
      };
    });
    for (let chunk = 0; chunk < 20; chunk += 1) {
      other.write('\n'.repeat(50_000));
      await setImmediate();
    }
    await all;
    expect(socket.isPaused()).toBe(false);
  });
});
