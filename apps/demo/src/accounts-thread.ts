import { workerData } from 'node:worker_threads';
import { serveAccountsFile, type AccountsThreadData } from './serve-accounts-file.ts';

await serveAccountsFile(workerData as AccountsThreadData);
