import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Line, LineReader } from '../src/session/line-reader.ts';

describe('LineReader', () => {
  test('ends a line at CR, LF, CR LF and CR NUL alike', () => {
    const lines = new LineReader().push(Buffer.from('a\nb\rc\r\nd\r\0e\n\n'));
    expect(lines.map(text)).toEqual(['a', 'b', 'c', 'd', 'e', '']);
    expect(lines.map((line) => line.type === 'line' && line.network)).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  test('gives the same lines however the bytes are cut into chunks', () => {
    const piece = fc.oneof(
      fc.constantFrom('\r', '\n', '\r\n', '\r\0', 'ä', '👋', 'x'.repeat(30)),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''));
        const bounds = { maxLineBytes: 50, maxPendingBytes: 80 };
        const whole = new LineReader(bounds);
        const expected = [...whole.push(bytes), ...whole.end()].map(text);
        const cut = new LineReader(bounds);
        const lines: Line[] = [];
        let start = 0;
        for (const length of cuts) {
          lines.push(...cut.push(bytes.subarray(start, start + length)));
          start += length;
        }
        lines.push(...cut.push(bytes.subarray(start)), ...cut.end());
        expect(upToEndless(lines.map(text))).toEqual(upToEndless(expected));
      }),
    );
  });

  test('takes a line of 1024 bytes, and tells how long a longer one is', () => {
    const lines = new LineReader().push(Buffer.from(`${'ä'.repeat(512)}\n${'ä'.repeat(512)}x\n`));
    expect(lines.map(text)).toEqual(['ä'.repeat(512), 'too-long 1025']);
  });

  test('refuses what is not UTF-8, and goes on', () => {
    const bytes = Buffer.from([0xc3, 0x28, 10, 0xc0, 0xaf, 10, 0x6f, 0x6b, 10]);
    expect(new LineReader().push(bytes).map(text)).toEqual(['not-utf8', 'not-utf8', 'ok']);
  });

  test('gives up on a line without an end, and holds nothing of what comes after', () => {
    const reader = new LineReader();
    const chunk = Buffer.alloc(1000, 'x');
    const results = Array.from({ length: 12 }, () => reader.push(chunk).map(text));
    expect(results.slice(0, 8).flat()).toEqual([]);
    expect(results[8]).toEqual(['endless']);
    expect(reader.end()).toEqual([]);
  });

  test('end() gives the last line though it has no end', () => {
    const reader = new LineReader();
    expect(reader.push(Buffer.from('a\nb')).map(text)).toEqual(['a']);
    expect(reader.end().map(text)).toEqual(['b']);
  });
});

function text(line: Line): string {
  if (line.type === 'line') return line.text;
  return line.type === 'too-long' ? `too-long ${line.bytes}` : line.type;
}

/** Where a line has become endless, how much of it was seen depends on the chunks. */
function upToEndless(lines: string[]): string[] {
  const at = lines.findIndex(
    (line) => line === 'endless' || /^too-long (8[1-9]|9\d|\d{3,})$/.test(line),
  );
  return at === -1 ? lines : lines.slice(0, at);
}
