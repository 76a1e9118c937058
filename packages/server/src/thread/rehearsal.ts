import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import type { ConnectionMessage } from '../client-thread-protocol.ts';
import { Figures } from '../figures.ts';
import type { Handler } from '../handler.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { ThreadLog } from './thread-log.ts';

/** How many clients are played: after three Node's inline caches are filled too, and more bring nothing. */
const clients = 3;
const timeoutMs = 2000;

/**
 * Plays the lives of a few clients in a thread that never had one: a socket is accepted, handed over through a port,
 * given to a handler, echoes a line and is closed. The first client would else wait until Node has loaded and compiled
 * all that: most of what a thread that was never used costs it. The handler is not the server's own, which is to see
 * real clients only. Never rejects; nothing of it is counted or logged.
 */
export async function rehearse(host: ConnectionHost): Promise<void> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: host.allowHalfOpen });
  server.on('error', () => {});
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening', { signal });
    for (let played = 0; played < clients; played++) await playOne(server, host, signal);
  } catch {
    // The first client warms the thread itself, then.
  } finally {
    server.close();
    // Its handle counts among the thread's resources until the event loop has closed it.
    await setImmediate();
    await setImmediate();
  }
}

async function playOne(server: Server, host: ConnectionHost, signal: AbortSignal): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (message: ConnectionMessage) => {
    new Connection(message, stageIn(host)).open();
  });
  try {
    const [socket] = (await once(server, 'connection', { signal })) as [Socket];
    // It may be another process of this machine that came.
    if (socket.remotePort !== client.localPort) {
      socket.destroy();
      return;
    }
    port1.postMessage(connectionOf(socket), [socket]);
    client.write('a line\r\n');
    await once(client, 'data', { signal });
    client.end();
    await once(client, 'close', { signal });
  } finally {
    port1.close();
    client.destroy();
  }
}

/** The thread as it is for a client that is only played. */
function stageIn(host: ConnectionHost): ConnectionHost {
  return {
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
    closed: () => {},
  };
}

function connectionOf(socket: Socket): ConnectionMessage {
  return {
    type: 'connection',
    id: 0,
    socket,
    remoteAddress: '127.0.0.1',
    remotePort: socket.remotePort ?? 0,
    figures: new Figures().memory,
  };
}

const echo: Handler = (socket) => {
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('end', () => socket.end());
};
