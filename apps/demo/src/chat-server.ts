import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type HubThread, startHub } from '@threadline/chat';
import { listen, type ThreadedServer } from '@threadline/server';
import { type AccountsService, startAccounts } from './accounts-service.ts';
import type { DemoSettings } from './read-settings.ts';

/** The chat and what it stands on: the hub's thread and the accounts' thread. */
export interface Chat {
  readonly server: ThreadedServer;
  readonly hub: HubThread;
  readonly accounts: AccountsService;
}

/** Starts the chat server, with its accounts and its history in the data folder. */
export async function startChat(settings: DemoSettings, maxThreads: number): Promise<Chat> {
  const { host, chatPort, data, history, rateLimit } = settings;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chmodSync(data, 0o700);
  const accounts = await startAccounts(join(data, 'accounts'));
  const hub = await startHub({
    history: { file: history === 'memory' ? undefined : join(data, 'history.db') },
    ...(rateLimit === 'off' ? { flood: 'off' } : {}),
  });
  const server = await listen({
    handler: new URL(import.meta.resolve('@threadline/chat/handler')),
    host,
    port: chatPort,
    maxThreads,
    services: { hub: hub.entry, accounts: accounts.entry },
  });
  return { server, hub, accounts };
}
