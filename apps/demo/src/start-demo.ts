import type { LogFile } from '@threadline/control';
import type { ListenOptions, ThreadedServer } from '@threadline/server';
import { explainer, logEvents } from './log-events.ts';
import { type Chat, type InheritedSockets, startChat, startEcho } from './servers.ts';
import type { DemoSettings } from './settings.ts';

/** The running servers. */
export interface Demo {
  readonly echo: ThreadedServer;
  readonly chat: Chat;
  /** The accounts of the chat's clients, by connection id. */
  readonly names: ReadonlyMap<number, string>;
  /** Resolves when a server, the hub or the accounts thread has crashed. */
  readonly crashed: Promise<Error>;
  /** Turns the log of what each thread does on or off. */
  explain(on: boolean): Promise<void>;
  /** Gives clients `graceMs` to leave, then closes everything. Called again, it closes at once. */
  close(graceMs: number): Promise<void>;
}

/** Options of {@link startDemo}. */
export interface DemoOptions {
  readonly inherited?: InheritedSockets;
  /** Replaces options of the chat server. */
  readonly chat?: Partial<ListenOptions>;
}

/** Starts the echo server and the chat server; if one fails, the other is closed. */
export async function startDemo(
  settings: DemoSettings,
  log: LogFile,
  { inherited, chat: overrides }: DemoOptions = {},
): Promise<Demo> {
  const crashed = Promise.withResolvers<Error>();
  const names = new Map<number, string>();
  // Clients may connect as soon as a server listens, before the other one does.
  const follow = (name: string, server: ThreadedServer): void => {
    logEvents(name, server, log);
    server.on('close', (error) => error !== undefined && crashed.resolve(error));
  };
  const followChat = ({ server, hub, accounts }: Chat): void => {
    follow('chat', server);
    hub.on('login', ({ connectionId, account }) => names.set(connectionId, account));
    hub.on('logout', ({ connectionId }) => names.delete(connectionId));
    void accounts.crashed.then(crashed.resolve);
    void hub.ended.then((error) => error && crashed.resolve(error));
  };
  const startingEcho = startEcho(settings, inherited);
  const startingChat = startChat(settings, log, inherited, overrides);
  void startingEcho.then((server) => follow('echo', server)).catch(() => {});
  void startingChat.then(followChat).catch(() => {});
  const [echo, chat] = await bothOrNone(startingEcho, startingChat);
  const servers = [echo, chat.server];
  let closing: Promise<void> | undefined;
  return {
    echo,
    chat,
    names,
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
    await closeServices(chat);
  }
}

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
