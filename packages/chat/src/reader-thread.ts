/**
 * Entry point of the thread that reads a history file, started by `SqliteHistory`.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import type { ReaderThreadData } from './history/thread-reader.ts';
import { runReader } from './history/run-reader.ts';

runReader(workerData as ReaderThreadData);
