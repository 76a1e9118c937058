/**
 * Entry point of the hub thread started by `startHub()`.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { type HubThreadData, runHub } from './hub/run-hub.ts';

runHub(workerData as HubThreadData);
