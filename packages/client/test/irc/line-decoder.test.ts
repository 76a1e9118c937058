import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineDecoder } from '../../src/irc/line-decoder.ts';

test('LineDecoder.push() gives the same lines however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme', maxLength: 12 }).map((one) => one.replace(/[\r\n]/g, '')),
        { maxLength: 8 },
      ),
      fc.integer({ min: 1, max: 9 }),
      (texts, size) => {
        const decoder = new LineDecoder();
        const bytes = Buffer.from(texts.map((text) => `${text}\r\n`).join(''));
        const lines: string[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          lines.push(...decoder.push(bytes.subarray(at, at + size)));
        }
        expect(lines).toEqual(texts.filter((text) => text !== ''));
      },
    ),
  );
});

test('LineDecoder.push() reads what is no UTF-8 as Latin-1', () => {
  expect(new LineDecoder().push(Buffer.from('gr\xfc\xdfe\n', 'latin1'))).toEqual(['grüße']);
});

test('LineDecoder.push() throws at a line beyond its bound, complete or not', () => {
  expect(() => new LineDecoder(4).push(Buffer.from('12345'))).toThrow('The server sends too much');
  expect(() => new LineDecoder(4).push(Buffer.from('12345\n'))).toThrow(
    'The server sends too much',
  );
  expect(new LineDecoder(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
});
