import { parseCommandLine } from '../../../common/node/command-line.ts';
import { didYouMean } from '../../../common/text/suggest.ts';
import { readText } from './files.ts';
import {
  configKey,
  type DemoSettings,
  environmentKey,
  type Setting,
  type SettingKey,
  type SettingName,
  settings,
  SettingsError,
} from './settings.ts';

/** Settings, and where each comes from: `--echo-port`, `THREADLINE_ECHO_PORT`, the config file, `default`. */
export interface SourcedSettings {
  readonly values: DemoSettings;
  readonly sources: Readonly<Record<SettingKey, string>>;
}

/** Reads the settings; returns undefined for `--usage`. @throws {SettingsError} */
export function readSettings(
  args: string[],
  environment: NodeJS.ProcessEnv,
): SourcedSettings | undefined {
  const flags = parseFlags(args);
  if (flags['usage'] === true || flags['help'] === true) return undefined;
  const configPath = flags['config'] ?? environment['THREADLINE_CONFIG'];
  const config = typeof configPath === 'string' ? readConfig(configPath) : {};

  const values: Record<string, string | number | undefined> = {};
  const sources: Record<string, string> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const key = configKey(name);
    const variable = environment[environmentKey(name)];
    if (flags[name] !== undefined) {
      sources[key] = `--${name}`;
      values[key] = check(name, flags[name], sources[key], 2);
    } else if (variable !== undefined) {
      sources[key] = environmentKey(name);
      values[key] = check(name, variable, sources[key], 2);
    } else if (config[key] !== undefined) {
      sources[key] = String(configPath);
      values[key] = check(name, config[key], `"${key}" in ${sources[key]}`, 78);
    } else {
      sources[key] = 'default';
      values[key] = settings[name].default;
    }
  }
  if ((values['tlsCert'] === undefined) !== (values['tlsKey'] === undefined)) {
    throw new SettingsError(2, 'Expected both --tls-cert and --tls-key');
  }
  // An IPv6 address may be written as in a URL.
  values['host'] = String(values['host']).replace(/^\[(.*)\]$/, '$1');
  return { values, sources } as unknown as SourcedSettings;
}

const flagsOnly = {
  usage: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parseFlags(args: string[]): Record<string, string | boolean | undefined> {
  const names = [...Object.keys(settings), 'config'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const));
  try {
    return parseCommandLine({ args, options: { ...options, ...flagsOnly } }).values;
  } catch (error) {
    throw new SettingsError(
      2,
      `${(error as Error).message}\nUse --usage for a list of the options.`,
    );
  }
}

function readConfig(path: string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(readText(path));
  } catch (error) {
    const reason = (error as Error).message;
    throw new SettingsError(78, `Cannot read the config file "${path}": ${reason}`);
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new SettingsError(78, `Expected the config file "${path}" to contain a JSON object`);
  }
  const known = Object.keys(settings).map(configKey);
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, known);
    throw new SettingsError(78, `Unknown setting "${unknown}" in the config file "${path}"${hint}`);
  }
  return config as Record<string, unknown>;
}

function check(name: SettingName, value: unknown, source: string, status: 2 | 78): string | number {
  const { kind, oneOf, least = 0, most }: Setting = settings[name];
  const got = `got ${JSON.stringify(value)}`;
  if (kind === 'text') {
    if (typeof value === 'string' && value !== '' && (oneOf?.includes(value) ?? true)) return value;
    const wanted = oneOf === undefined ? 'a string' : oneOf.join(' or ');
    throw new SettingsError(status, `Expected ${source} to be ${wanted}, ${got}`);
  }
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) {
    if (number >= least && number <= (most ?? 999_999_999)) return number;
  }
  const bounds = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new SettingsError(status, `Expected ${source} to be a whole number ${bounds}, ${got}`);
}
