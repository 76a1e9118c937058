import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineDecoder, maskSecrets } from '../../src/irc/lines.ts';

test('LineDecoder.push() returns the same lines for any split of the bytes', () => {
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

test('LineDecoder.push() decodes anything but UTF-8 as Latin-1', () => {
  expect(new LineDecoder().push(Buffer.from('gr\xfc\xdfe\n', 'latin1'))).toEqual(['grüße']);
});

test('LineDecoder.push() throws for a line that is too long, complete or not', () => {
  expect(() => new LineDecoder(4).push(Buffer.from('12345'))).toThrow('The server sends too much');
  expect(() => new LineDecoder(4).push(Buffer.from('12345\n'))).toThrow(
    'The server sends too much',
  );
  expect(new LineDecoder(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
});

describe('maskSecrets()', () => {
  test.each<[string, string, ('in' | 'out')?]>([
    ['PASS secret', 'PASS ***'],
    ['PASS :two words', 'PASS ***'],
    ['@label=1 AUTHENTICATE AGFubmEAc2VjcmV0', '@label=1 AUTHENTICATE ***'],
    ['AUTHENTICATE PLAIN', 'AUTHENTICATE PLAIN'],
    ['AUTHENTICATE +', 'AUTHENTICATE +'],
    ['REGISTER anna * secret', 'REGISTER anna * ***'],
    ['REGISTER anna * :two words', 'REGISTER anna * ***'],
    ['REGISTER SUCCESS * hunter2', 'REGISTER SUCCESS * ***'],
    ['REGISTER verification_required * :hunter 2', 'REGISTER verification_required * ***'],
    [':s REGISTER SUCCESS anna :Welcome', ':s REGISTER SUCCESS anna :Welcome', 'in'],
    [
      ':s NOTE TOKEN TOKEN_ISSUED abc 2031-01-01 :x',
      ':s NOTE TOKEN TOKEN_ISSUED *** 2031-01-01 :x',
    ],
    ['OPER root secret', 'OPER ***'],
    ['PRIVMSG #a :PASS is no secret', 'PRIVMSG #a :PASS is no secret'],
  ])('%s', (line, masked, direction = 'out') => expect(maskSecrets(line, direction)).toBe(masked));
});
