import { workerData } from 'node:worker_threads';
import type { ListenerData } from './protocol.ts';
import { Listener } from './listener/listener.ts';

await new Listener(workerData as ListenerData).start();
