import { capacity, type ServerError, type ThreadedServer } from '@threadline/server';
import { startChat } from './chat-server.ts';
import { startEcho } from './echo-server.ts';
import type { DemoSettings } from './read-settings.ts';

/** How long clients may take to leave at shutdown. Nx ends the demo itself 5 s after a signal. */
const graceMs = 4000;

/** Everything that runs. */
export interface Demo {
  readonly servers: Readonly<Record<string, ThreadedServer>>;
  /** Resolves when all is closed; with an error if a server crashed. */
  readonly closed: Promise<ServerError | undefined>;
  /** Shuts down politely when called first, at once when called again. */
  shutdown(): void;
}

/** Boots the complete threaded server: echo and chat. Leaves nothing behind if a part can't start. */
export async function startDemo(settings: DemoSettings): Promise<Demo> {
  // Both servers share one process, and what it carries.
  const maxThreads = settings.maxThreads ?? Math.max(1, Math.floor(capacity().threads / 2));
  const echo = await startEcho(settings, maxThreads);
  const chat = await startChat(settings, maxThreads).catch(async (error: unknown) => {
    await echo.terminate();
    throw error;
  });
  const servers = { echo, chat: chat.server };

  let asked = false;
  const shutdown = (): void => {
    for (const server of Object.values(servers))
      void (asked ? server.terminate() : server.close({ graceMs }));
    asked = true;
  };
  return { servers, closed: closing(), shutdown };

  async function closing(): Promise<ServerError | undefined> {
    const errors = await Promise.all(Object.values(servers).map(closed));
    // The clients have left: what they said is kept, and what they stand on may go.
    await Promise.all([chat.hub.close(), chat.accounts.close()]);
    return errors.find((error) => error !== undefined);
  }

  /** A server that crashed takes the others with it: half a demo helps nobody. */
  async function closed(server: ThreadedServer): Promise<ServerError | undefined> {
    const error = await new Promise<ServerError | undefined>((resolve) =>
      server.once('close', resolve),
    );
    if (error !== undefined && !asked) shutdown();
    return error;
  }
}
