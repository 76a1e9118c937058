import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { type Line, LineReader } from '../src/session/line-reader.ts';

const bounds = { maxLineBytes: 20, maxPendingBytes: 40 };
const chunk = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.constantFrom('\r', '\n', '\r\n', '\0', '\r\0', 'ä', '👋').map((text) => Buffer.from(text)),
);

fuzz('LineReader gives good lines within its bounds, whatever comes', fc.array(chunk), (chunks) => {
  const reader = new LineReader(bounds);
  const lines: Line[] = [];
  for (const bytes of chunks) lines.push(...reader.push(Buffer.from(bytes)));
  lines.push(...reader.end());
  for (const line of lines) {
    if (line.type !== 'line') continue;
    expect(line.text).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(line.text)).toBeLessThanOrEqual(bounds.maxLineBytes);
  }
  const whole = new LineReader(bounds);
  const bytes = Buffer.concat(chunks);
  const again = [...whole.push(bytes), ...whole.end()];
  const upTo = (all: Line[]): string[] => {
    const end = all.findIndex(({ type }) => type !== 'line' && type !== 'not-utf8');
    return all
      .slice(0, end === -1 ? undefined : end)
      .map((line) => JSON.stringify({ ...line, network: 0 }));
  };
  expect(upTo(lines)).toEqual(upTo(again));
});
