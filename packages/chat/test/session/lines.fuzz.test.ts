import { duplexPair } from 'node:stream';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { Client } from '../../src/session/client.ts';
import { contextOf } from '../../src/session/context.ts';
import { type Line, LineReader } from '../../src/session/lines.ts';

const bounds = { maxLineBytes: 20, maxPendingBytes: 40 };
const arbitraryChunk = fc.oneof(
  fc.uint8Array({ maxLength: 30 }),
  fc.constantFrom('\r', '\n', '\r\n', '\0', '\r\0', 'ä', '👋').map((text) => Buffer.from(text)),
);

fuzz('LineReader reads lines within its bounds', fc.array(arbitraryChunk), (chunks) => {
  const lines = read(chunks);
  for (const line of lines) {
    if (line.type !== 'line') continue;
    expect(line.text).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(line.text)).toBeLessThanOrEqual(bounds.maxLineBytes);
  }
  const comparable = (line: Line): string => JSON.stringify({ ...line, telnetEol: false });
  expect(lines.map(comparable)).toEqual(read([Buffer.concat(chunks)]).map(comparable));
});

/** The lines of a client that sends these chunks and ends. */
function read(chunks: readonly Uint8Array[]): Line[] {
  const [socket] = duplexPair();
  const client = new Client(socket, contextOf(socket));
  const reader = new LineReader(client, { bytes: Buffer.alloc(0), ended: false }, bounds);
  const lines: Line[] = [];
  const takeAll = (): void => {
    for (let line = reader.take(); line; line = reader.take()) lines.push(line);
  };
  for (const chunk of chunks) {
    socket.emit('data', Buffer.from(chunk));
    takeAll();
  }
  socket.emit('end');
  takeAll();
  return lines;
}
