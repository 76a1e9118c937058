import { defaultFlood } from '@threadline/chat';
import type { LogFile, ReloadResult, SettingInfo } from '@threadline/control';
import { readMotd, readTls } from './files.ts';
import type { SourcedSettings } from './read-settings.ts';
import {
  configKey,
  type DemoSettings,
  type Setting,
  type SettingKey,
  settings,
} from './settings.ts';
import type { Demo } from './start-demo.ts';

/** The settings in effect, for the commands `reload` and `config`. */
export class LiveSettings {
  readonly #demo: Demo;
  readonly #log: LogFile;
  readonly #read: () => SourcedSettings;
  #current: SourcedSettings;
  /** What the machine chose where a setting has no value. */
  readonly #atStart: Partial<Record<SettingKey, string | number>>;
  #previous: Promise<unknown> = Promise.resolve();

  /** @param read reads the settings again */
  constructor(demo: Demo, log: LogFile, current: SourcedSettings, read: () => SourcedSettings) {
    this.#demo = demo;
    this.#log = log;
    this.#current = current;
    this.#read = read;
    this.#atStart = this.#inEffect();
  }

  /** Each setting with its value and source. A value that a command has changed has the source `console`. */
  list(): SettingInfo[] {
    const { values, sources } = this.#current;
    const now = this.#inEffect();
    return (Object.keys(values) as SettingKey[]).map((name) => {
      const value = now[name] ?? values[name];
      const changed = value !== (values[name] ?? this.#atStart[name]);
      return { name, value, source: changed ? 'console' : sources[name] };
    });
  }

  #inEffect(): Partial<Record<SettingKey, string | number>> {
    const { server } = this.#demo.chat;
    return {
      maxThreads: server.maxThreads,
      maxClients: server.limits.maxConnections,
      logLevel: this.#log.level,
    };
  }

  /**
   * Reads settings and files again, all or nothing. A value that a command has changed stays until the setting itself
   * changes. Calls run one at a time.
   */
  reload(): Promise<ReloadResult> {
    const reloaded = this.#previous.then(() => this.#reload());
    this.#previous = reloaded.catch(() => {});
    return reloaded;
  }

  async #reload(): Promise<ReloadResult> {
    const { chat, echo } = this.#demo;
    const { next, changed, later } = compareSettings(this.#current, this.#read());
    const { values } = next;
    // Everything is read and checked before anything is applied.
    const motd = readMotd(values.data);
    const tls = readTls(values);
    await chat.accounts.file.reload();
    await chat.accounts.reload();

    if (changed.includes('maxClients') && values.maxClients !== undefined) {
      const limits = { maxConnections: values.maxClients };
      for (const server of [echo, chat.server]) await server.setLimits(limits);
    }
    if (tls !== undefined) await chat.server.reloadTls(tls);
    if (changed.includes('rateLimit'))
      await chat.hub.setFlood(values.rateLimit === 'off' ? 'off' : defaultFlood);
    if (changed.includes('logLevel')) this.#log.level = values.logLevel;
    await chat.hub.setMotd(motd);
    this.#current = next;
    return {
      reloaded: [
        'accounts',
        'motd',
        ...(tls === undefined ? [] : ['certificate']),
        ...changed.map((key) => `${key} ${values[key]}`),
      ],
      notes: [
        ...later.map((key) => `${key} changed: takes effect after a restart`),
        ...(await chat.accounts.file.warnings()),
      ],
    };
  }
}

/** What settings that were read again mean for the running servers. */
interface Comparison {
  /** The current settings with those changes that can be applied now. */
  readonly next: SourcedSettings;
  readonly changed: readonly SettingKey[];
  /** Changes that need a restart. */
  readonly later: readonly SettingKey[];
}

/** Compares the current settings with those that were read again. */
function compareSettings(current: SourcedSettings, read: SourcedSettings): Comparison {
  const different = (Object.keys(read.values) as SettingKey[]).filter(
    (key) => read.values[key] !== current.values[key],
  );
  const changed = different.filter((key) => canChange(key, current.values, read.values));
  const later = different.filter((key) => !changed.includes(key));
  const pick = <T extends object>(before: T, after: T): T => ({
    ...before,
    ...Object.fromEntries(
      Object.entries(after).filter(([key]) => !later.includes(key as SettingKey)),
    ),
  });
  const next = {
    values: pick(current.values, read.values),
    sources: pick(current.sources, read.sources),
  };
  return { next, changed, later };
}

const liveKeys = Object.entries(settings as Record<string, Setting>).flatMap(
  ([name, { live = false }]) => (live ? [configKey(name)] : []),
);

function canChange(key: SettingKey, current: DemoSettings, read: DemoSettings): boolean {
  // The machine's own choice is made at the start, and TLS is not turned on or off while clients are connected.
  if (!liveKeys.includes(key) || read[key] === undefined) return false;
  const isTls = key === 'tlsCert' || key === 'tlsKey';
  return !isTls || current[key] !== undefined;
}
