import { connect, type Socket } from 'node:net';
import { fail } from './report.ts';

const hello = Buffer.alloc(64, 'threadline ');

// All clients read into the same buffer: data is counted and compared, never kept.
const buffer = Buffer.alloc(65_536);

/** Connects a client that sends 64 bytes. Calls `onEcho` when they are echoed, and `onClose` when the socket is closed. */
export function firstEcho(
  port: number,
  onEcho: (socket: Socket) => void,
  onClose: () => void = () => fail('the server closed a connection'),
): void {
  let received = 0;
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback: (count) => {
        received += count;
        if (received === hello.length) onEcho(socket);
        else if (received > hello.length) fail('received more bytes than were sent');
        return true;
      },
    },
  });
  socket.on('error', (error) => fail(error.message));
  socket.on('close', onClose);
  socket.write(hello);
}

/** Connects a client and closes it after its first echo. Resolves with the time from connecting to the echo, in ms. */
export function echoOnce(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let elapsed = 0;
    const close = (socket: Socket): void => {
      elapsed = performance.now() - startedAt;
      socket.end();
    };
    firstEcho(port, close, () => resolve(elapsed));
  });
}

/** Connects a client that stays connected. Resolves with the time from connecting to its first echo, in ms. */
export function echoAndStay(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    firstEcho(port, () => resolve(performance.now() - startedAt));
  });
}
