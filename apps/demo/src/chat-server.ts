import { join } from 'node:path';
import { type HubThread, startHub } from '@threadline/chat';
import type { LogFile } from '@threadline/control';
import { listen, type ThreadedServer } from '@threadline/server';
import { type AccountsService, startAccounts } from './accounts-service.ts';
import { listenAt } from './inherited.ts';
import { spareThreads } from './max-threads.ts';
import { readMotd } from './motd.ts';
import type { DemoSettings } from './read-settings.ts';
import { SessionNames } from './session-names.ts';
import { readTlsFiles } from './tls-files.ts';

/** The chat and what it stands on: the hub's thread and the accounts' thread. */
export interface Chat {
  readonly server: ThreadedServer;
  /** Who has logged in. */
  readonly names: SessionNames;
  readonly hub: HubThread;
  readonly accounts: AccountsService;
}

/** Starts the chat server, with its accounts and its history in the data folder. Leaves nothing behind if it can't. */
export async function startChat(
  settings: DemoSettings,
  maxThreads: number,
  fd: number | undefined,
  log: LogFile,
): Promise<Chat> {
  const { chatPort, data, history, rateLimit, guests, maxClients } = settings;
  const tls = readTlsFiles(settings);
  await using started = new AsyncDisposableStack();
  // Side by side: the one that fails must not leave the other behind.
  const changes = new MessageChannel();
  const startingAccounts = startAccounts(join(data, 'accounts'), changes.port1);
  started.defer(() => startingAccounts.then(close, () => {}));
  const startingHub = startHub({
    history: { file: history === 'memory' ? undefined : join(data, 'history.db') },
    motd: readMotd(data),
    accountChanges: changes.port2,
    log: (level, message, fields) => log.add({ time: Date.now(), level, message, fields }, 'hub'),
    ...(rateLimit === 'off' ? { flood: 'off' } : {}),
  });
  started.defer(() => startingHub.then(close, () => {}));
  const [accounts, hub] = await Promise.all([startingAccounts, startingHub]);
  for (const warning of await accounts.file.warnings()) log.write('warn', warning);
  const server = await listen({
    handler: new URL(import.meta.resolve('@threadline/chat/handler')),
    ...listenAt(fd, settings, chatPort),
    maxThreads,
    spareThreads,
    ...(maxClients !== undefined && { maxConnections: maxClients }),
    services: { hub: hub.entry, accounts: accounts.entry },
    data: { chat: { guests: guests === 'on' } },
    ...(tls !== undefined && { tls }),
  });
  started.move();
  return { server, names: new SessionNames(hub), hub, accounts };
}

async function close(one: { close(): Promise<void> | void }): Promise<void> {
  await one.close();
}
