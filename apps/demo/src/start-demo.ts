import { chmodSync, mkdirSync } from 'node:fs';
import type { LogFile } from '@threadline/control';
import { capacity, type ServerError, type ThreadedServer } from '@threadline/server';
import { type Chat, startChat } from './chat-server.ts';
import { startEcho } from './echo-server.ts';
import { explainer } from './explain.ts';
import type { Inherited } from './inherited.ts';
import { logEvents } from './log-events.ts';
import type { DemoSettings } from './read-settings.ts';

/** Everything that runs. */
export interface Demo {
  readonly settings: DemoSettings;
  readonly echo: ThreadedServer;
  readonly chat: Chat;
  /** Resolves when a server has crashed. */
  readonly crashed: Promise<ServerError>;
  /** Tells in the log, or no more, which thread does what with each client and message. */
  explain(on: boolean): void;
  /** Gives the clients so long to leave, then ends everything. Called again, it ends everything now. */
  close(graceMs: number): Promise<void>;
}

/** Makes the data folder, for its owner alone. */
export function makeDataFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/** Boots the complete threaded server: echo and chat. Leaves nothing behind if a part can't start. */
export async function startDemo(
  settings: DemoSettings,
  log: LogFile,
  inherited: Inherited = {},
): Promise<Demo> {
  // Both servers share one process, and what it carries.
  const maxThreads = settings.maxThreads ?? Math.max(1, Math.floor(capacity().threads / 2));
  const crashed = Promise.withResolvers<ServerError>();
  // At once, since who waits for a server comes in as soon as it listens.
  const follow = (name: string, server: ThreadedServer): void => {
    logEvents(name, server, log);
    server.on('close', (error) => error !== undefined && crashed.resolve(error));
  };
  const echo = await startEcho(settings, maxThreads, inherited.echo);
  follow('echo', echo);
  const chat = await startChat(settings, maxThreads, inherited.chat, log).catch(
    async (error: unknown) => {
      await echo.terminate();
      throw error;
    },
  );
  follow('chat', chat.server);
  const servers = [echo, chat.server];
  let closing: Promise<void> | undefined;
  return {
    settings,
    echo,
    chat,
    crashed: crashed.promise,
    explain: explainer({ echo, chat: chat.server }, chat.hub, log),
    close: (graceMs) => {
      if (closing !== undefined) void Promise.all(servers.map((server) => server.terminate()));
      closing ??= close(graceMs);
      return closing;
    },
  };

  async function close(graceMs: number): Promise<void> {
    await Promise.all(servers.map((server) => server.close({ graceMs })));
    // The clients have left: what they said is kept, and what they stand on may go.
    await Promise.all([chat.hub.close(), chat.accounts.close()]);
  }
}
