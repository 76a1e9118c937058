import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { parseMessage, plainText } from '../../src/index.ts';
import { LineDecoder } from '../../src/irc/lines.ts';

const piece = fc.oneof(
  fc.constantFrom('@', ':', ' ', ';', '=', '\\', 'PRIVMSG', '001', '\x1b[2J', '\x03', '\u202e'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

fuzz('parseMessage() accepts any line', text, (line) => {
  const message = parseMessage(line);
  if (message) expect(typeof message.command).toBe('string');
});

fuzz('plainText() leaves nothing that could control a terminal', text, (line) => {
  // eslint-disable-next-line no-control-regex
  expect(plainText(line)).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]/);
});

fuzz(
  'LineDecoder returns the same lines however the bytes are split',
  fc.array(fc.uint8Array()),
  (chunks) => {
    const cut = new LineDecoder();
    const whole = new LineDecoder();
    const lines = chunks.flatMap((chunk) => [...cut.push(Buffer.from(chunk))]);
    expect(lines).toEqual([...whole.push(Buffer.concat(chunks))]);
  },
);
