// A program that controls a plain net.Server: node server.ts <folder>
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { openLog, startControl } from '../../src/index.ts';

const folder = process.argv[2] ?? '';
const clients = new Set<Socket>();
const server = createServer((socket) => {
  clients.add(socket.on('error', () => {}).on('close', () => clients.delete(socket)));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as { port: number };

const log = openLog(join(folder, 'log'), { windowMs: 1 });
let reloads = 0;
const control = await startControl({
  target: {
    name: 'garden',
    listeners: [
      {
        name: 'echo',
        status: () => ({ state: server.listening ? 'listening' : 'paused', clients: clients.size }),
        pause: () => void server.close(),
        resume: () => once(server.listen(port), 'listening'),
        clients: () => [],
      },
    ],
    // Waits for its clients for the grace period, unless it is called again.
    close: async ({ graceMs }) => {
      server.close();
      const timer = setTimeout(() => clients.forEach((socket) => socket.destroy()), graceMs);
      await Promise.all(Array.from(clients, (socket) => once(socket, 'close')));
      clearTimeout(timer);
    },
    accounts: {
      list: () => [{ name: 'anna' }],
      delete: () => true,
      revoke: () => 0,
      clear: () => 1,
    },
    reload: () => {
      reloads += 1;
      if (reloads === 2) throw new Error('the second reload fails');
      return { reloaded: ['motd'], notes: ['port changed: takes effect after a restart'] };
    },
  },
  log,
  socketPath: join(folder, 'control.sock'),
  console: { historyPath: join(folder, 'history') },
});
log.write('info', 'serving', { port });
process.exitCode = await control.done;
