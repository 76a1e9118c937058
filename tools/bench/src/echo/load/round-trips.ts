import { connect } from 'node:net';
import type { Counting } from './counting.ts';
import { fail } from './first-echo.ts';
import { report } from './report.ts';

/** Round trips whose bytes are compared one by one, per client. Later ones are only counted. */
const comparedRoundTrips = 20;

// All clients read into the same memory: what they read is counted and compared, never kept.
const buffer = Buffer.alloc(65_536);

/** Clients that each send a message, wait until all of it is back, and send it again, for ever. */
export function roundTrips(
  port: number,
  { clients, bytes }: { clients: number; bytes: number },
  counting: Counting,
): void {
  const message = Buffer.alloc(bytes, 'threadline echoes what it is sent; ');
  let connected = 0;
  const start = (): void => {
    connected += 1;
    if (connected === clients) report({ type: 'ready' });
  };
  for (let client = 0; client < clients; client += 1) open(port, message, counting, start);
}

function open(port: number, message: Buffer, counting: Counting, onFirst: () => void): void {
  const size = message.length;
  let received = 0;
  let trips = 0;
  let sentAt = 0;
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback: (count) => {
        if (trips < comparedRoundTrips) compare(message, received, count);
        received += count;
        if (received < size) return true;
        if (received > size) fail(new Error('more came back than was sent'));
        const now = performance.now();
        counting.record(now - sentAt);
        if (trips === 0) onFirst();
        trips += 1;
        received = 0;
        sentAt = now;
        socket.write(message);
        return true;
      },
    },
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('a client was closed by the server')));
  socket.on('connect', () => {
    sentAt = performance.now();
    socket.write(message);
  });
}

function compare(message: Buffer, received: number, count: number): void {
  if (message.compare(buffer, 0, count, received, received + count) !== 0) {
    fail(new Error('other bytes came back than were sent'));
  }
}
