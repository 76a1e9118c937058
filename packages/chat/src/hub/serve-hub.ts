import type { MessagePort } from 'node:worker_threads';
import type { Hub } from './hub.ts';

/** Server → hub, over the entry port: a client thread has started, and this is the way to it. */
export interface ClientThread {
  readonly type: 'client-thread';
  readonly threadId: number;
  readonly port: MessagePort;
}

/** Connects every client thread that a server announces on an entry port. */
export function serveHub(hub: Hub, entryPort: MessagePort): void {
  entryPort.on('message', ({ type, port, threadId }: ClientThread) => {
    if (type === 'client-thread') hub.attach(port, threadId);
  });
}
