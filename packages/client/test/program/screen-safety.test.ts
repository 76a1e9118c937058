import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../src/index.ts';
import type { OutputEvent } from '../../src/program/chat/output-events.ts';
import { render, type RenderContext } from '../../src/program/chat/render.ts';
import { formatLine } from '../../src/program/chat/styled-line.ts';
import { JsonView } from '../../src/program/chat/views.ts';
import { escapeJson, visible } from '../../../../common/text/visible.ts';

/** Characters that must not reach a terminal, defined independently of the source. */
function isHostile(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const control = (code < 0x20 && code !== 9) || (code >= 0x7f && code <= 0x9f);
  const bidi =
    [0x61c, 0x200e, 0x200f].includes(code) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069);
  const zeroWidth = [0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff].includes(code);
  return control || bidi || zeroWidth || !character.isWellFormed();
}

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '[2J',
      ']0;',
      '\x07',
      '\x9b',
      '\r',
      '\n',
      '\x03',
      '4,5',
      '\x02',
      '\u202e',
      '\u200b',
      '\ud800',
      'a',
      ' ',
      '\t',
      'ü',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

test('plainText() removes everything that could control a terminal', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect([...plainText(text)].filter(isHostile)).toEqual([]);
      expect(plainText(plainText(text))).toBe(plainText(text));
    }),
    { numRuns: 2000 },
  );
});

test('plainText() removes IRC formatting, and keeps other text', () => {
  expect(plainText('\x02bold\x0f \x0304,12red\x03 \x1ditalic\x1f\x16 \x04ff0000hex')).toBe(
    'bold red italic hex',
  );
  expect(plainText('grüße\t日本 ❤️')).toBe('grüße\t日本 ❤️');
});

/** Every type of event, with hostile text from a server. */
const events: fc.Arbitrary<OutputEvent> = fc
  .tuple(hostile, hostile, fc.boolean())
  .chain(([text, name, own]) => {
    const time = new Date(0);
    const message = {
      id: text,
      time,
      from: name,
      account: undefined,
      fromServer: false,
      room: name,
      conversation: name,
      text,
      own,
      past: own,
    };
    return fc.constantFrom<OutputEvent>(
      { type: 'message', kind: 'message', ...message },
      { type: 'message', kind: 'action', ...message, room: undefined },
      { type: 'notice', kind: 'notice', ...message },
      { type: 'join', room: text, name, own, time },
      { type: 'part', room: text, name, own, time, by: own ? name : undefined, reason: text },
      { type: 'presence', state: 'gone', name, newName: text, text, rooms: [], own: false, time },
      {
        type: 'presence',
        state: 'renamed',
        name,
        newName: text,
        text,
        rooms: [],
        own: false,
        time,
      },
      { type: 'topic', room: name, topic: text, by: name, time },
      { type: 'caughtUp', conversation: name, count: 3, complete: own },
      { type: 'connected', name, server: text, resumed: own, catchesUp: own },
      { type: 'reconnecting', attempt: 1, delayMs: 5, reason: text },
      { type: 'reply', code: name, params: [text], text },
      { type: 'answer', command: name, lines: [text, name], data: { text } },
      { type: 'error', text, code: name },
      { type: 'raw', direction: 'in', line: text },
      { type: 'service', text },
    );
  });

test('no formatted line contains control sequences, except the colors of the renderer', () => {
  const context: RenderContext = {
    focus: undefined,
    now: new Date(0),
    name: 'a',
    timestamps: 'auto',
  };
  fc.assert(
    fc.property(events, (event) => {
      for (const line of render(event, context)) {
        expect([...formatLine(line, { colors: false })].filter(isHostile)).toEqual([]);
        // eslint-disable-next-line no-control-regex
        const rest = formatLine(line, { colors: true }).replace(/\x1b\[\d{1,3}m/g, '');
        expect([...rest].filter(isHostile)).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a line of JSON contains no control characters, and is complete', () => {
  fc.assert(
    fc.property(events, (event) => {
      let out = '';
      new JsonView({ write: (text: string) => (out += text) } as never).show(event);
      expect([...out.slice(0, -1)].filter(isHostile)).toEqual([]);
      expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(event)));
    }),
  );
});

test('visible() shows control characters as text', () => {
  expect(visible('a\x1b[2J\x07\u202e')).toBe('a^[[2J^G<U+202E>');
  expect(escapeJson('"\x9b"')).toBe('"\\u009b"');
});
