import type { Socket } from 'node:net';
import type { ConnectionMessage } from '../protocol.ts';
import { Counters } from '../counters.ts';
import type { Handler } from '../handler.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { ThreadLog } from './context.ts';

/**
 * Serves a warm-up client of the listener thread with an echo handler; the server's own handler gets only real clients.
 * Nothing is counted or logged.
 *
 * @param closed called when the socket is closed
 */
export function warmUp(socket: Socket, host: ConnectionHost, closed: () => void): void {
  new Connection(connectionOf(socket), {
    services: {},
    data: undefined,
    retire: () => {},
    handler: echo,
    log: new ThreadLog(() => {}),
    unsentWatch: host.unsentWatch,
    limits: () => host.limits(),
    securer: undefined,
    allowHalfOpen: host.allowHalfOpen,
    handshake: () => {},
    closed,
  }).open();
}

function connectionOf(socket: Socket): ConnectionMessage {
  return {
    type: 'connection',
    id: 0,
    socket,
    remoteAddress: '127.0.0.1',
    remotePort: socket.remotePort ?? 0,
    counters: new Counters().memory,
  };
}

const echo: Handler = (socket) => {
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('end', () => socket.end());
};
