/**
 * The peer `bare`: the minimal code to serve each client in a thread in Node. It moves each socket to a free thread and
 * runs the same echo handler there, without limits, statistics, heartbeats, supervision or restarts. It is the upper
 * bound for a server of this kind. Argument: the number of threads, all started in advance.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  Worker,
  workerData,
} from 'node:worker_threads';
import echo from '@threadline/echo';

if (isMainThread) await listen(Number(process.argv[2] ?? '1'));
else serve(workerData as MessagePort);

async function listen(threads: number): Promise<void> {
  const ports: MessagePort[] = [];
  while (ports.length < threads) ports.push(await startThread());
  const free = [...ports];
  for (const port of ports) port.on('message', () => free.push(port));
  let placed = 0;
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    const port = free.pop() ?? ports[placed % threads];
    placed += 1;
    port?.postMessage(socket, [socket]);
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(`listening ${(server.address() as AddressInfo).port} ${process.pid}`);
  });
  // Exits with the benchmark, which holds the other end of standard input.
  process.stdin.on('end', () => process.exit()).resume();
}

async function startThread(): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL(import.meta.url), { workerData: port2, transferList: [port2] });
  await once(worker, 'online');
  return port1;
}

function serve(port: MessagePort): void {
  port.on('message', (socket: Socket) => {
    socket.on('error', () => {});
    socket.on('close', () => port.postMessage('free'));
    void echo(socket);
  });
}
