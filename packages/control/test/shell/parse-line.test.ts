import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ControlError } from '../../src/errors.ts';
import { escapeWord, parseLine, parseWords, quoteWord } from '../../src/shell/parse-line.ts';

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

  test('reads back every word written by escapeWord(), and keeps options as options', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, dashed) => {
        const word = dashed ? `-${text}` : text;
        const [read] = parseWords(escapeWord(word));
        expect(read?.text).toBe(word);
        if (dashed) expect(read?.literal).toBe(false);
      }),
    );
  });

  test.each(['say "open', "say 'tis", 'say end\\'])('rejects %j', (line) => {
    expect(() => parseLine(line)).toThrow(expect.objectContaining({ code: 'ERR_CONTROL_USAGE' }));
  });

  test('reads back every word written by quoteWord()', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(parseLine(words.map(quoteWord).join(' '))).toEqual(words);
      }),
    );
  });

  test('throws only a ControlError, for any input', () => {
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
