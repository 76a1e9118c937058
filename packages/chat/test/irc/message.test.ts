import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeTagValue, formatTags } from '../../../../common/irc/tags.ts';
import { parseMessage } from '../../src/irc/message.ts';
import { formatBody } from '../../src/render/irc-line.ts';

const word = fc.stringMatching(/^[^\s:\0][^\s\0]{0,8}$/u);
const last = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => !/[\r\n\0]/.test(text));
const command = fc.stringMatching(/^(?:[A-Z]{1,10}|\d{3})$/);
const tagKey = fc.stringMatching(/^[a-z]{1,8}$/);
const tagValue = fc
  .string({ unit: 'binary', maxLength: 10 })
  .filter((text) => !text.includes('\0'));

describe('parseMessage()', () => {
  test('parses the message that was formatted', () => {
    fc.assert(
      fc.property(
        fc.dictionary(tagKey, tagValue),
        word,
        command,
        fc.array(word, { maxLength: 13 }),
        last,
        (tags, source, name, middle, end) => {
          const params = [...middle, end];
          const written = formatTags(new Map(Object.entries(tags)));
          const prefix = written === '' ? '' : `@${written} `;
          const line = prefix + formatBody(source, name, params);
          const message = parseMessage(line);
          expect(message).toEqual({
            tags: new Map(Object.entries(tags)),
            source,
            command: name,
            params,
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        const message = parseMessage(line);
        expect(message === undefined || message.command.length > 0).toBe(true);
        expect(message?.params.length ?? 0).toBeLessThanOrEqual(15);
      }),
      { numRuns: 10_000 },
    );
  });

  test.each<[line: string, command: string, params: string[]]>([
    ['PING', 'PING', []],
    ['  privmsg   #a   :b  c ', 'PRIVMSG', ['#a', 'b  c ']],
    [':me!u@h JOIN #a', 'JOIN', ['#a']],
    ['TOPIC #a :', 'TOPIC', ['#a', '']],
    ['@a=b;c;+d=\\:\\s\\\\\\n\\x PING ::x', 'PING', [':x']],
  ])('%j', (line, name, params) => {
    expect(parseMessage(line)).toMatchObject({ command: name, params });
  });

  test('unescapes tags, and ignores a trailing backslash', () => {
    const tags = parseMessage('@a=\\:\\s\\\\\\r\\n\\x\\;b;c= PING')?.tags;
    expect([...(tags ?? [])]).toEqual([
      ['a', '; \\\r\nx'],
      ['b', ''],
      ['c', ''],
    ]);
    expect(escapeTagValue('; \\\r\n')).toBe('\\:\\s\\\\\\r\\n');
  });

  test.each(['', '   ', ':only', '@tags', '12 x', 'A1', '#'])('%j has no command', (line) => {
    expect(parseMessage(line)).toBeUndefined();
  });
});
