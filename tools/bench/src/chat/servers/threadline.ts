/**
 * The chat under test, with the packages alone. Argument: `ServerOptions` and `HistoryOptions` as JSON. Responds to each
 * line on standard input with its `Placement` as JSON.
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { chatServices, startHub } from '@threadline/chat';
import { listen } from '@threadline/server';
import { servePlacement } from '../../side-by-side/serve-placement.ts';
import { acceptAllAccounts, serveAccounts } from './accounts.ts';
import type { HistoryOptions, ServerOptions } from '../peers.ts';

const { historyFolder, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions &
  HistoryOptions;
const folder = historyFolder && mkdtempSync(join(historyFolder, 'history-'));
const hub = await startHub({
  history: { file: folder && join(folder, 'history.db') },
  flood: 'off',
});
// The built handler of the package: with a TypeScript file every client thread would have to strip its types.
const accounts = new MessageChannel();
serveAccounts(accounts.port1, acceptAllAccounts);
const server = await listen({
  ...options,
  handler: new URL(import.meta.resolve('@threadline/chat/handler')),
  services: chatServices(hub, accounts.port2),
});
console.log(`listening ${server.address.port} ${process.pid}`);
servePlacement(server);
