import { listen, type ThreadedServer } from '@threadline/server';
import type { DemoSettings } from './read-settings.ts';

/** Starts the echo server (RFC 862): each client in a thread of its own. */
export async function startEcho(
  settings: DemoSettings,
  maxThreads: number,
): Promise<ThreadedServer> {
  return await listen({
    handler: new URL(import.meta.resolve('@threadline/echo')),
    host: settings.host,
    port: settings.echoPort,
    maxThreads,
  });
}
