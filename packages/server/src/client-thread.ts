import { workerData } from 'node:worker_threads';
import type { ClientThreadData } from './protocol.ts';
import { ClientThread } from './thread/client-thread.ts';

await new ClientThread(workerData as ClientThreadData).start();
