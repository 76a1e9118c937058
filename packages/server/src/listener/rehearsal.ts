import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { ClientWorker } from './client-worker.ts';

/** After three clients Node's inline caches are filled; more gain nothing. */
const clients = 3;
const timeoutMs = 2000;

/**
 * Warms up a client thread that has not served anyone: connects to a port of this thread, hands the accepted socket to
 * the client thread, which echoes a line, and closes; three times. Otherwise the thread's first client would wait until
 * Node has loaded and compiled that code. Never rejects; nothing is counted or logged.
 *
 * The listener thread plays the client, because what only that side needs is already loaded here: in the client thread
 * it would cost 10 ms of CPU.
 */
export async function rehearse(worker: Pick<ClientWorker, 'rehearse'>): Promise<void> {
  const server = createServer({ pauseOnConnect: true });
  server.on('error', () => {});
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening', { signal });
    for (let count = 0; count < clients; count++) await rehearseOnce(server, worker, signal);
  } catch {
    // Then the thread's first client warms it up.
  } finally {
    server.close();
  }
}

async function rehearseOnce(
  server: Server,
  worker: Pick<ClientWorker, 'rehearse'>,
  signal: AbortSignal,
): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  try {
    const [socket] = (await once(server, 'connection', { signal })) as [Socket];
    // Another process of this machine may have connected.
    if (socket.remotePort !== client.localPort) {
      socket.destroy();
      return;
    }
    worker.rehearse(socket);
    client.write('a line\r\n');
    await once(client, 'data', { signal });
    client.end();
    await once(client, 'close', { signal });
  } finally {
    client.destroy();
  }
}
