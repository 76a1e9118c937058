/**
 * The chat under test: the hub in a thread of its own, the clients in theirs. Argument: `ServerOptions` and
 * `HistoryOptions` as JSON. Answers each line on standard input with one that tells how its clients are placed.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { startHub } from '@threadline/chat';
import { listen } from '@threadline/server';
import { answerPlacement } from '../../side-by-side/answer-placement.ts';
import { quickAccounts, serveAccounts } from './accounts.ts';
import type { HistoryOptions, ServerOptions } from '../peers.ts';

const { historyFolder, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions &
  HistoryOptions;
const folder = historyFolder && mkdtempSync(join(historyFolder, 'history-'));
const hub = await startHub({
  history: { file: folder && join(folder, 'history.db') },
  flood: 'off',
});
// The handler is the package's own: one of ours would have every client thread strip types.
const accounts = new MessageChannel();
serveAccounts(accounts.port1, quickAccounts);
const server = await listen({
  ...options,
  handler: new URL(import.meta.resolve('@threadline/chat/handler')),
  services: { hub: hub.entry, accounts: accounts.port2 },
});
console.log(`listening ${server.address.port} ${process.pid}`);
answerPlacement(server);
