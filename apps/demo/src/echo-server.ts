import { listen, type ThreadedServer } from '@threadline/server';
import type { DemoSettings } from './read-settings.ts';

/** Starts the echo server (RFC 862): each client in a thread of its own. */
export async function startEcho({
  host,
  echoPort,
  maxThreads,
}: DemoSettings): Promise<ThreadedServer> {
  return await listen({
    handler: new URL(import.meta.resolve('@threadline/echo')),
    host,
    port: echoPort,
    ...(maxThreads === undefined ? {} : { maxThreads }),
  });
}
