import { join } from 'node:path';
import { startHub } from '@threadline/chat';
import type { LogFile } from '@threadline/control';
import { listen, type ServerError } from '@threadline/server';
import { startAccounts } from '../../../../apps/demo/src/accounts-service.ts';
import { startEcho } from '../../../../apps/demo/src/echo-server.ts';
import { explainer } from '../../../../apps/demo/src/explain.ts';
import { logEvents } from '../../../../apps/demo/src/log-events.ts';
import { readMotd } from '../../../../apps/demo/src/motd.ts';
import type { DemoSettings } from '../../../../apps/demo/src/read-settings.ts';
import { SessionNames } from '../../../../apps/demo/src/session-names.ts';
import type { Demo } from '../../../../apps/demo/src/start-demo.ts';

/** Of the limits only those on time differ from the demo's: so that what takes half a minute there is seen in seconds. */
const times = { hangTimeoutMs: 2000, stallTimeoutMs: 3000, idleThreadTimeoutMs: 1000 };

/** Boots echo and chat as the demo does, but with a chat handler that can be brought down by its clients. */
export async function startFaultyDemo(settings: DemoSettings, log: LogFile): Promise<Demo> {
  const { data, host, chatPort, maxThreads = 64 } = settings;
  const echo = await startEcho(settings, 4, undefined);
  const changes = new MessageChannel();
  const accounts = await startAccounts(join(data, 'accounts'), changes.port1);
  const hub = await startHub({
    history: { file: join(data, 'history.db') },
    motd: readMotd(data),
    accountChanges: changes.port2,
    log: (level, message, fields) => log.add({ time: Date.now(), level, message, fields }, 'hub'),
  });
  const server = await listen({
    handler: new URL('./faulty-chat.ts', import.meta.url),
    host,
    port: chatPort,
    maxThreads,
    ...times,
    services: { hub: hub.entry, accounts: accounts.entry },
  });
  logEvents('echo', echo, log);
  logEvents('chat', server, log);
  const crashed = Promise.withResolvers<ServerError>();
  for (const one of [echo, server])
    one.on('close', (error) => error !== undefined && crashed.resolve(error));
  return {
    settings,
    echo,
    chat: { server, names: new SessionNames(hub), hub, accounts },
    crashed: crashed.promise,
    explain: explainer({ echo, chat: server }, hub, log),
    close: async (graceMs) => {
      await Promise.all([echo, server].map((one) => one.close({ graceMs })));
      await Promise.all([hub.close(), accounts.close()]);
    },
  };
}
