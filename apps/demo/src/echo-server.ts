import { listen, type ThreadedServer } from '@threadline/server';
import { listenAt } from './inherited.ts';
import { spareThreads } from './max-threads.ts';
import type { DemoSettings } from './read-settings.ts';

/** Starts the echo server (RFC 862): each client in a thread of its own. */
export async function startEcho(
  settings: DemoSettings,
  maxThreads: number,
  fd: number | undefined,
): Promise<ThreadedServer> {
  return await listen({
    handler: new URL(import.meta.resolve('@threadline/echo')),
    ...listenAt(fd, settings, settings.echoPort),
    maxThreads,
    spareThreads,
    ...(settings.maxClients !== undefined && { maxConnections: settings.maxClients }),
  });
}
