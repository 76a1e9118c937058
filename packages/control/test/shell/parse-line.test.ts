import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ControlError } from '../../src/errors.ts';
import { parseLine, quoteWord } from '../../src/shell/parse-line.ts';

describe('parseLine()', () => {
  test.each([
    ['', []],
    ['  status \t ', ['status']],
    ['say "two words" end', ['say', 'two words', 'end']],
    ['say \'a "b" \\n\'', ['say', 'a "b" \\n']],
    ['say "a \\"b\\" \\\\"', ['say', 'a "b" \\']],
    ["say don't it's", ['say', "don't", "it's"]],
    ['say \\"quoted\\" a\\ b', ['say', '"quoted"', 'a b']],
    ['kick ""', ['kick', '']],
    ['a"b c"d', ['a"b', 'c"d']],
    ['"a"b', ['ab']],
  ])('reads %j', (line, words) => {
    expect(parseLine(line)).toEqual(words);
  });

  test.each(['say "open', "say 'tis", 'say end\\'])('refuses %j', (line) => {
    expect(() => parseLine(line)).toThrow(expect.objectContaining({ code: 'ERR_CONTROL_USAGE' }));
  });

  test('reads back every word that quoteWord() wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(parseLine(words.map(quoteWord).join(' '))).toEqual(words);
      }),
    );
  });

  test('throws nothing but its own error, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        try {
          parseLine(line);
        } catch (error) {
          expect((error as ControlError).code).toBe('ERR_CONTROL_USAGE');
        }
      }),
    );
  });
});
