import { workerData } from 'node:worker_threads';
import type { ClientThreadData } from './client-thread-protocol.ts';
import { ClientThread } from './thread/client-thread.ts';

await new ClientThread(workerData as ClientThreadData).start();
