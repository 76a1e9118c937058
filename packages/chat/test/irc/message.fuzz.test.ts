import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { parseChathistory } from '../../src/irc/history-request.ts';
import { parseMessage } from '../../src/irc/message.ts';
import { formatBody } from '../../src/render/irc-line.ts';

const piece = fc.oneof(
  fc.constantFrom('@', ':', ' ', '  ', ';', '=', '\\', 'PRIVMSG', '001', '#lobby', '\x01'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

fuzz(
  'parseMessage() takes any line, and what it reads can be written and read again',
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('').replace(/[\r\n\0]/g, '')),
  (line) => {
    const message = parseMessage(line);
    if (!message) return;
    const { command, params, source } = message;
    expect(params.length).toBeLessThanOrEqual(15);
    const again = parseMessage(formatBody(source || 'x', command, params));
    expect(again).toMatchObject({ command, params });
  },
);

const word = fc.oneof(
  fc.constantFrom('LATEST', 'before', 'AFTER', 'AROUND', 'BETWEEN', 'TARGETS', '*', '#a', '10'),
  fc.nat().map((id) => `msgid=${id}`),
  fc.tuple(fc.nat(9), fc.nat(9)).map(([part, parts]) => `msgid=5-${part}-${parts}`),
  fc.date().map((date) => `timestamp=${date.getTime() ? JSON.stringify(date) : ''}`),
  fc.string({ maxLength: 5 }),
);

fuzz('parseHistoryRequest() takes any parameters', fc.array(word, { maxLength: 6 }), (params) => {
  const request = parseChathistory(params, 100);
  if (typeof request === 'string') expect(request).toMatch(/^[A-Z_]+$/);
  else if (request.type === 'messages') {
    for (const { limit } of request.requests) expect(limit).toBeLessThanOrEqual(100);
  }
});
