import type { DemoSettings } from './read-settings.ts';
import { configKey, type Setting, settings } from './settings.ts';

type SettingKey = keyof DemoSettings;

/** What settings that were read again mean for a demo that runs. */
export interface Comparison {
  /** The settings to go on with: those in force, with what may change. */
  readonly next: DemoSettings;
  /** What changes now. */
  readonly changed: readonly SettingKey[];
  /** What is written otherwise, but needs a restart. */
  readonly later: readonly SettingKey[];
}

/** Compares the settings in force with those that were read again. */
export function compareSettings(inForce: DemoSettings, read: DemoSettings): Comparison {
  const different = (Object.keys(read) as SettingKey[]).filter((key) => read[key] !== inForce[key]);
  const changed = different.filter((key) => isLive(key, inForce, read));
  const next = { ...inForce, ...Object.fromEntries(changed.map((key) => [key, read[key]])) };
  return { next, changed, later: different.filter((key) => !changed.includes(key)) };
}

const liveKeys = new Set(
  Object.entries(settings as Record<string, Setting>).flatMap(([name, { live = false }]) =>
    live ? [configKey(name)] : [],
  ),
);

function isLive(key: SettingKey, inForce: DemoSettings, read: DemoSettings): boolean {
  // What the machine would choose was chosen at the start, and TLS can't be taken away from under its clients.
  if (!liveKeys.has(key) || read[key] === undefined) return false;
  const isTls = key === 'tlsCert' || key === 'tlsKey';
  return !isTls || inForce[key] !== undefined;
}
