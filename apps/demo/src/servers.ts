import { join } from 'node:path';
import { chatServices, type HubThread, startHub } from '@threadline/chat';
import type { ListenFd, LogFile } from '@threadline/control';
import {
  capacity,
  type Capacity,
  listen,
  type ListenOptions,
  type ThreadedServer,
} from '@threadline/server';
import { type AccountsService, startAccounts } from './accounts-service.ts';
import { readMotd, readTls } from './files.ts';
import { type DemoSettings, SettingsError } from './settings.ts';

/** The servers, in the order of sockets without names. */
const servers = ['echo', 'chat'] as const;
type ServerName = (typeof servers)[number];

/** Descriptors of inherited listening sockets. */
export type InheritedSockets = Readonly<Partial<Record<ServerName, number>>>;

/** The chat server, its hub thread and its accounts thread. */
export interface Chat {
  readonly server: ThreadedServer;
  readonly hub: HubThread;
  readonly accounts: AccountsService;
}

/** Starts the echo server (RFC 862). */
export async function startEcho(
  settings: DemoSettings,
  inherited: InheritedSockets = {},
): Promise<ThreadedServer> {
  return await listen({
    handler: new URL(import.meta.resolve('@threadline/echo')),
    ...commonOptions(settings, settings.echoPort, inherited.echo),
  });
}

/** Starts the chat server with its accounts and history. If a part fails, the others are closed. */
export async function startChat(
  settings: DemoSettings,
  log: LogFile,
  inherited: InheritedSockets = {},
  overrides: Partial<ListenOptions> = {},
): Promise<Chat> {
  const { chatPort, data, history, rateLimit, guests } = settings;
  const tls = readTls(settings);
  await using started = new AsyncDisposableStack();
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
    ...commonOptions(settings, chatPort, inherited.chat),
    services: chatServices(hub, accounts),
    data: { chat: { guests: guests === 'on' } },
    ...(tls !== undefined && { tls }),
    ...overrides,
  });
  started.move();
  return { server, hub, accounts };
}

async function close(one: { close(): Promise<void> | void }): Promise<void> {
  await one.close();
}

function commonOptions(
  { host, maxThreads, maxClients }: DemoSettings,
  port: number,
  fd: number | undefined,
): Omit<ListenOptions, 'handler'> {
  return {
    ...(fd === undefined ? { host, port } : { fd }),
    maxThreads: maxThreads ?? defaultMaxThreads(),
    // Enough for clients that connect one after the other; each costs 8 MB.
    spareThreads: 1,
    ...(maxClients !== undefined && { maxConnections: maxClients }),
  };
}

/** The default of `maxThreads` for each of the two servers in one process. */
export function defaultMaxThreads({ threads, machineThreads }: Capacity = capacity()): number {
  return Math.max(1, Math.min(threads, Math.floor(machineThreads / 2)));
}

/**
 * Assigns the sockets of socket activation: by name, or in order if none has the name of a server.
 *
 * @throws {SettingsError} if a socket matches no server, or two match the same one
 */
export function assignSockets(sockets: readonly ListenFd[]): InheritedSockets {
  const named = sockets.some(({ name }) => isServer(name));
  const assigned: Partial<Record<ServerName, number>> = {};
  for (const [index, { fd, name }] of sockets.entries()) {
    const server = named ? name : servers[index];
    if (!isServer(server)) {
      const which = named ? `named "${name ?? ''}"` : `number ${index + 1}`;
      const expected = `expected one for ${servers.join(' and one for ')}`;
      throw new SettingsError(2, `Cannot use the socket ${which}: ${expected}`);
    }
    if (assigned[server] !== undefined)
      throw new SettingsError(2, `Cannot use two sockets named "${server}"`);
    assigned[server] = fd;
  }
  return assigned;
}

function isServer(name: string | undefined): name is ServerName {
  return servers.some((server) => server === name);
}
