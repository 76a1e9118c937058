import { describe, expect, test } from '@jest/globals';
import { KeyFilter, maxPaste, pastedLines } from '../../../../common/terminal/key-filter.ts';
import { readsForeground } from '../../../../common/terminal/foreground.ts';

/** The tokens of some bytes, which are the same for one chunk and for one byte at a time. */
function filter(text: string): string[][] {
  const whole = new KeyFilter().push(Buffer.from(text), 0);
  const single = new KeyFilter();
  const parts = Array.from(Buffer.from(text), (byte) => single.push(Buffer.of(byte), 0)).flat();
  const join = (tokens: typeof whole): string => tokens.map((one) => one.text).join('');
  expect(join(parts)).toBe(join(whole));
  return whole.map((one) => [one.type, one.text]);
}

describe('KeyFilter', () => {
  test('returns the same text and keys for any chunks', () => {
    expect(filter('añ👍🏽b\r')).toEqual([
      ['text', 'añ👍🏽b'],
      ['key', '\r'],
    ]);
    for (const key of [
      '\x1b[A',
      '\x1b[1;5C',
      '\x1b[3~',
      '\x1bOP',
      '\x1bb',
      '\x1b[[A',
      '\x1b[Z',
      '\x01',
    ]) {
      expect(filter(`x${key}y`)).toEqual([
        ['text', 'x'],
        ['key', key],
        ['text', 'y'],
      ]);
    }
  });

  test.each([
    ['a cursor position', '\x1b[24;80R'],
    ['a mouse click (SGR)', '\x1b[<0;10;5M\x1b[<0;10;5m'],
    ['a mouse click (X10)', '\x1b[M !!'],
    ['a mouse click (urxvt)', '\x1b[32;10;5M'],
    ['the focus', '\x1b[I\x1b[O'],
    ['device attributes', '\x1b[?62;22c\x1b[>0;276;0c'],
    ['a status', '\x1b[0n'],
    ['a mode', '\x1b[?2026;2$y'],
    ['the size of the window', '\x1b[8;24;80t'],
    ['the state of the keyboard', '\x1b[?1u'],
  ])('drops a report of %s', (_, report) => {
    expect(filter(`x${report}y`)).toEqual([
      ['text', 'x'],
      ['text', 'y'],
    ]);
  });

  test.each([
    ['a color', '\x1b]11;rgb:0000/0000/0000\x1b\\'],
    ['a color, with BEL', '\x1b]10;rgb:ffff/ffff/ffff\x07'],
    ['the version', '\x1bP>|XTerm(388)\x1b\\'],
    ['graphics', '\x1b_Gi=31;OK\x1b\\'],
  ])('drops a report that is a control string: %s', (_, answer) => {
    const text = (chunks: string[]): string => {
      const keys = new KeyFilter();
      return chunks.flatMap((chunk) => keys.push(chunk, 0).map((one) => one.text)).join('');
    };
    expect(text([`x${answer}y`])).toBe('xy');
    expect(text([`x${answer.slice(0, 5)}`, `${answer.slice(5)}y`])).toBe('xy');
    expect(text([`x${answer.slice(0, -1)}`, `${answer.slice(-1)}y`])).toBe('xy');
  });

  test('returns Escape, and Alt with a key that begins a control string, without delay', () => {
    const keys = new KeyFilter();
    expect(keys.push('\x1b', 0)).toEqual([]);
    expect(keys.push('b', 1000)).toEqual([{ type: 'text', text: 'b' }]);
    expect(keys.push('\x1b]', 2000)).toEqual([{ type: 'key', text: '\x1b]' }]);
    expect(keys.push('after', 2001)).toEqual([{ type: 'text', text: 'after' }]);
    keys.push('\x1b]11;rgb', 3000);
    expect(keys.push('text', 4000)).toEqual([{ type: 'text', text: 'text' }]);
  });

  test('returns any pasted text as one token, and cancels an unfinished paste on Ctrl-C', () => {
    expect(filter('a\x1b[200~one\rtwo\x1b[Athree\x1b[201~b')).toEqual([
      ['text', 'a'],
      ['paste', 'one\rtwo\x1b[Athree'],
      ['text', 'b'],
    ]);
    const keys = new KeyFilter();
    keys.push('\x1b[200~never ends', 0);
    expect(keys.push('\x03', 10)).toEqual([]);
    expect(keys.push('x', 20)).toEqual([{ type: 'text', text: 'x' }]);
  });

  test('limits the length of a paste', () => {
    const keys = new KeyFilter();
    keys.push('\x1b[200~', 0);
    for (let count = 0; count < 40; count += 1) keys.push('x'.repeat(65_536), count);
    const [paste] = keys.push('\x1b[201~', 100);
    expect(paste?.text).toHaveLength(maxPaste + 1);
    expect(pastedLines(paste?.text ?? '')).toBeUndefined();
    expect(pastedLines('a\tb\r\nc\x1b[31m\x07\r')).toEqual(['a b', 'c[31m', '']);
  });
});

test('readsForeground() compares the process groups for any process name', () => {
  expect(readsForeground('10 (no) de) S 1 10 9 34816 10 4194304')).toBe(true);
  expect(readsForeground('10 (no (de) S 1 10 9 34816 9 4194304')).toBe(false);
  expect(readsForeground('10 (node) S 1 10 9 0 -1 4194304')).toBe(true);
});
