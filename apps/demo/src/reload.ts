import { defaultFlood } from '@threadline/chat';
import type { LogFile, ReloadResult } from '@threadline/control';
import { compareSettings } from './compare-settings.ts';
import { readMotd } from './motd.ts';
import type { DemoSettings } from './read-settings.ts';
import type { Demo } from './start-demo.ts';
import { readTlsFiles } from './tls-files.ts';

/**
 * Makes the function that reads settings and files again, all or nothing. What was changed by hand meanwhile, with
 * `set` or `log-level`, stays until the setting itself changes.
 *
 * @param read reads the settings from where they came at the start
 */
export function reloader(
  demo: Demo,
  log: LogFile,
  read: () => DemoSettings,
): () => Promise<ReloadResult> {
  let inForce = demo.settings;
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    // One at a time: two at once could each take half of what the other takes.
    const reloaded = turn.then(reload);
    turn = reloaded.catch(() => {});
    return reloaded;
  };

  async function reload(): Promise<ReloadResult> {
    const { chat, echo } = demo;
    const { next, changed, later } = compareSettings(inForce, read());
    // Everything is read and tried before anything is taken over.
    const motd = readMotd(next.data);
    const tls = readTlsFiles(next);
    await chat.accounts.file.reload();
    await chat.accounts.reload();

    if (changed.includes('maxClients') && next.maxClients !== undefined) {
      const limits = { maxConnections: next.maxClients };
      // What the machine can't carry is refused by the first, and they are alike.
      for (const server of [echo, chat.server]) await server.setLimits(limits);
    }
    if (tls !== undefined) await chat.server.reloadTls(tls);
    if (changed.includes('rateLimit'))
      chat.hub.setFlood(next.rateLimit === 'off' ? 'off' : defaultFlood);
    if (changed.includes('logLevel')) log.level = next.logLevel;
    chat.hub.setMotd(motd);
    inForce = next;
    return {
      reloaded: [
        'accounts',
        'motd',
        ...(tls === undefined ? [] : ['certificate']),
        ...changed.map((key) => `${key} ${next[key]}`),
      ],
      notes: [
        ...later.map((key) => `${key} changed: takes effect after a restart`),
        ...(await chat.accounts.file.warnings()),
      ],
    };
  }
}
