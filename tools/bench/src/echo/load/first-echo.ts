import { connect, type Socket } from 'node:net';

/** What every client here sends and gets back once. */
export const hello = Buffer.alloc(64, 'threadline ');

// All clients read into the same memory: what they read is counted and compared, never kept.
const buffer = Buffer.alloc(65_536);

/** Connects a client that sends 64 bytes at once. Calls `onEcho` when they are back, and `onClose` when it is closed. */
export function firstEcho(
  port: number,
  onEcho: (socket: Socket) => void,
  onClose: () => void = () => fail(new Error('a client was closed by the server')),
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
        else if (received > hello.length) fail(new Error('more came back than was sent'));
        return true;
      },
    },
  });
  socket.on('error', fail);
  socket.on('close', onClose);
  socket.write(hello);
}

/** Says what went wrong, and ends the process: a load that lost a client measures nothing. */
export function fail(error: Error): never {
  process.stdout.write(`${JSON.stringify({ type: 'failed', message: error.message })}\n`, () =>
    process.exit(1),
  );
  throw error;
}
