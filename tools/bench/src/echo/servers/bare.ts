/**
 * The peer `bare`: the least that Node needs to serve each client in a thread. It moves the socket into a thread that
 * waits, and has the same echo handler there: no limits, figures, health, supervision or restart. What it doesn't
 * reach no server of this kind can. Argument: how many threads, all of them started beforehand.
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
  // The benchmark holds the other end of standard input: when it is gone, so are we.
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
