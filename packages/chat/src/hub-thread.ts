/**
 * The entry of a hub's own thread; `startHub()` starts it.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { type HubThreadData, runHub } from './hub/run-hub.ts';

runHub(workerData as HubThreadData);
