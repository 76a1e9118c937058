import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatMessage, type IrcMessage, parseMessage } from '../../src/index.ts';
import { maxLineBytes } from '../../src/irc/message.ts';
import { escapeTagValue, unescapeTagValue } from '../../../../common/irc/tags.ts';

// fast-check prints its seed with every failure.
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((one) => one.replace(/[\0\r\n]/g, ''));
const middle = text
  .map((one) => one.replace(/ /g, '').replace(/^:+/, ''))
  .filter((one) => one !== '');
const key = fc.stringMatching(/^\+?([a-z0-9.]{1,8}\/)?[A-Za-z0-9-]{1,8}$/);
const messages: fc.Arbitrary<IrcMessage> = fc
  .record(
    {
      tags: fc
        .array(
          fc.tuple(
            key,
            fc.string({ maxLength: 20 }).map((one) => one.replaceAll('\0', '')),
          ),
        )
        .map((entries) => new Map(entries)),
      source: middle.filter((one) => !one.startsWith(':')),
      command: fc.stringMatching(/^([A-Z]{1,10}|\d{3})$/),
      params: fc
        .tuple(fc.array(middle, { maxLength: 5 }), fc.option(text, { nil: undefined }))
        .map(([words, last]) => (last === undefined ? words : [...words, last])),
    },
    { requiredKeys: ['tags', 'command', 'params'] },
  )
  .filter(({ source = '', command, params }) => {
    return Buffer.byteLength(`:${source} ${command} ${params.join(' ')} :`) <= maxLineBytes - 2;
  });

test('parseMessage() is the inverse of formatMessage()', () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(parseMessage(formatMessage(message, { maxTags: 8191 }))).toEqual(message);
    }),
    { numRuns: 1000 },
  );
});

test('parseMessage() never throws, and formatMessage() accepts its results without a source', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom('@', ':', ' ', ';', '=', '\\', 'a', '+', '/', '1', '\0'),
      maxLength: 40,
    }),
  );
  fc.assert(
    fc.property(line, (one) => {
      const message = parseMessage(one);
      expect(message === undefined || message.command !== '').toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('any tag value is escaped and unescaped unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const escaped = escapeTagValue(value);
      expect(escaped).not.toMatch(/[; \r\n]/);
      expect(unescapeTagValue(escaped)).toBe(value);
    }),
  );
});

describe('parseMessage() reads', () => {
  test.each<[string, unknown]>([
    ['PING', { command: 'PING', params: [] }],
    ['ping  x', { command: 'PING', params: ['x'] }],
    [
      ':a!b@c PRIVMSG #t :hello you',
      { source: 'a!b@c', command: 'PRIVMSG', params: ['#t', 'hello you'] },
    ],
    ['001 anna :', { command: '001', params: ['anna', ''] }],
    ['X a b ::', { command: 'X', params: ['a', 'b', ':'] }],
    ['X a ', { command: 'X', params: ['a'] }],
  ])('%j', (line, expected) => {
    expect(parseMessage(line)).toEqual({ tags: new Map(), ...(expected as object) });
  });

  test('tags: escapes, none, empty, the last of two, a trailing backslash', () => {
    const tags = parseMessage('@a=1\\:\\s\\\\\\r\\n\\b;b;c=;a=2\\;+x/y=z NOTE')?.tags;
    expect(tags).toEqual(
      new Map([
        ['a', '2'],
        ['b', ''],
        ['c', ''],
        ['+x/y', 'z'],
      ]),
    );
    expect(unescapeTagValue('1\\:\\s\\\\\\r\\n\\b\\')).toBe('1; \\\r\nb');
  });

  test.each(['', ' ', '@', '@a', '@a=b ', ':a', ':a ', '@a :b'])('undefined for %j', (line) => {
    expect(parseMessage(line)).toBeUndefined();
  });
});

describe('formatMessage() rejects', () => {
  const tags = new Map<string, string>();
  test.each<[string, Partial<IrcMessage>]>([
    ['a line break', { params: ['a\nb'] }],
    ['a leading carriage return', { params: ['\rQUIT'] }],
    ['NUL', { params: ['\0'] }],
    ['a space in a parameter before the last', { params: ['a b', 'c'] }],
    ['an empty parameter before the last', { params: ['', 'c'] }],
    ['a leading colon in a parameter before the last', { params: [':a', 'c'] }],
    ['an invalid command', { command: 'PRIV MSG' }],
    ['an empty source', { source: '' }],
    ['an invalid tag name', { tags: new Map([['a b', 'c']]) }],
    ['more than 510 bytes', { params: ['ü'.repeat(255)] }],
    ['more than 4096 bytes of tags', { tags: new Map([['a', 'x'.repeat(4093)]]) }],
  ])('%s', (_, part) => {
    const bad = { tags, command: 'X', params: [], ...part };
    expect(() => formatMessage(bad)).toThrow(
      expect.objectContaining({ code: 'ERR_CLIENT_INVALID' }),
    );
  });

  test('only messages beyond the limits', () => {
    expect(
      Buffer.byteLength(formatMessage({ tags, command: 'X', params: ['a'.repeat(508)] })),
    ).toBe(510);
    const most = new Map([['a', 'x'.repeat(4092)]]);
    expect(formatMessage({ tags: most, command: 'X', params: [] })).toHaveLength(4097);
  });
});
