import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { ClientWorker } from './client-worker.ts';

/** Three clients fill Node's inline caches; more gain nothing. */
const clients = 3;
const timeoutMs = 2000;

/**
 * Warms up a client thread before its first client, which would otherwise wait until Node has loaded and compiled the code for
 * sockets. Three times, connects to a port of this thread, hands the accepted socket to the client thread, which echoes a
 * line, and closes. Never rejects; nothing is counted or logged.
 *
 * The client side runs here because the listener thread has loaded its code already: in the client thread, that would take
 * 10 ms of CPU.
 */
export async function warmUp(worker: Pick<ClientWorker, 'warmUp'>): Promise<void> {
  const server = createServer({ pauseOnConnect: true });
  server.on('error', () => {});
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening', { signal });
    for (let count = 0; count < clients; count++) await warmUpOnce(server, worker, signal);
  } catch {
    // The thread's first client will warm it up.
  } finally {
    server.close();
  }
}

async function warmUpOnce(
  server: Server,
  worker: Pick<ClientWorker, 'warmUp'>,
  signal: AbortSignal,
): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  try {
    const [socket] = (await once(server, 'connection', { signal })) as [Socket];
    // Another process may have connected.
    if (socket.remotePort !== client.localPort) {
      socket.destroy();
      return;
    }
    worker.warmUp(socket);
    client.write('a line\r\n');
    await once(client, 'data', { signal });
    client.end();
    await once(client, 'close', { signal });
  } finally {
    client.destroy();
  }
}
