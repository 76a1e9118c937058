import type { LogFile } from '@threadline/control';
import type { ThreadedServer } from '@threadline/server';
import { type Chat, startChat } from './chat-server.ts';
import { startEcho } from './echo-server.ts';
import { explainer } from './explain.ts';
import type { Inherited } from './inherited.ts';
import { logEvents } from './log-events.ts';
import { defaultMaxThreads } from './max-threads.ts';
import type { DemoSettings } from './read-settings.ts';

/** Everything that runs. */
export interface Demo {
  readonly settings: DemoSettings;
  readonly echo: ThreadedServer;
  readonly chat: Chat;
  /** Resolves when a server, the hub or the accounts thread has crashed. */
  readonly crashed: Promise<Error>;
  /** Tells in the log, or no more, which thread does what with each client and message. */
  explain(on: boolean): void;
  /** Gives the clients so long to leave, then ends everything. Called again, it ends everything now. */
  close(graceMs: number): Promise<void>;
}

/** Boots the complete threaded server: echo and chat. Leaves nothing behind if a part can't start. */
export async function startDemo(
  settings: DemoSettings,
  log: LogFile,
  inherited: Inherited = {},
): Promise<Demo> {
  const maxThreads = settings.maxThreads ?? defaultMaxThreads();
  const crashed = Promise.withResolvers<Error>();
  // At once, since who waits for a server comes in as soon as it listens.
  const follow = (name: string, server: ThreadedServer): void => {
    logEvents(name, server, log);
    server.on('close', (error) => error !== undefined && crashed.resolve(error));
  };
  const startingEcho = startEcho(settings, maxThreads, inherited.echo);
  const startingChat = startChat(settings, maxThreads, inherited.chat, log);
  void startingEcho.then((server) => follow('echo', server)).catch(() => {});
  void startingChat
    .then(({ server, accounts, hub }) => {
      follow('chat', server);
      void accounts.crashed.then(crashed.resolve);
      void hub.ended.then((error) => error && crashed.resolve(error));
    })
    .catch(() => {});
  const [echo, chat] = await bothOrNone(startingEcho, startingChat);
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
    await closeServices(chat);
  }
}

/** Both servers; or, if one of them can't start, neither. @throws what kept it */
async function bothOrNone(
  startingEcho: Promise<ThreadedServer>,
  startingChat: Promise<Chat>,
): Promise<[ThreadedServer, Chat]> {
  const [echo, chat] = await Promise.allSettled([startingEcho, startingChat]);
  if (echo.status === 'rejected') {
    if (chat.status === 'fulfilled') {
      await chat.value.server.terminate();
      await closeServices(chat.value);
    }
    throw echo.reason;
  }
  if (chat.status === 'rejected') {
    await echo.value.terminate();
    throw chat.reason;
  }
  return [echo.value, chat.value];
}

async function closeServices({ hub, accounts }: Chat): Promise<void> {
  await Promise.all([hub.close(), accounts.close()]);
}
