import { parseCommandLine } from '../../../common/node/command-line.ts';
import type { LogLevel } from '@threadline/control';
import { readText } from './read-file.ts';
import { configKey, environmentKey, type Setting, type SettingName, settings } from './settings.ts';

/** What the demo is to do, read from command line, environment and config file. */
export interface DemoSettings {
  readonly host: string;
  readonly echoPort: number;
  readonly chatPort: number;
  readonly data: string;
  readonly history: 'file' | 'memory';
  readonly rateLimit: 'on' | 'off';
  readonly guests: 'on' | 'off';
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly socket: string | undefined;
  readonly maxThreads: number | undefined;
  readonly maxClients: number | undefined;
  readonly logLevel: LogLevel;
}

/** Something wrong with the settings; `status` is the exit status to end with. */
export class SettingsError extends Error {
  readonly status: 2 | 78;

  constructor(status: 2 | 78, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads the settings; returns undefined if only the usage is asked for. @throws {SettingsError} */
export function readSettings(
  args: string[],
  environment: NodeJS.ProcessEnv,
): DemoSettings | undefined {
  const flags = parseFlags(args);
  if (flags['usage'] === true || flags['help'] === true) return undefined;
  const configPath = flags['config'] ?? environment['THREADLINE_CONFIG'];
  const config = typeof configPath === 'string' ? readConfig(configPath) : {};

  const values: Record<string, string | number | undefined> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const flag = flags[name];
    const variable = environment[environmentKey(name)];
    const key = configKey(name);
    if (flag !== undefined) values[key] = check(name, flag, `--${name}`, 2);
    else if (variable !== undefined) values[key] = check(name, variable, environmentKey(name), 2);
    else if (config[key] !== undefined)
      values[key] = check(name, config[key], `"${key}" in ${String(configPath)}`, 78);
    else values[key] = settings[name].default;
  }
  if ((values['tlsCert'] === undefined) !== (values['tlsKey'] === undefined)) {
    throw new SettingsError(2, 'Expected both --tls-cert and --tls-key');
  }
  // An IPv6 address may be written as in a URL.
  values['host'] = String(values['host']).replace(/^\[(.*)\]$/, '$1');
  return values as unknown as DemoSettings;
}

const words = {
  usage: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parseFlags(args: string[]): Record<string, string | boolean | undefined> {
  const names = [...Object.keys(settings), 'config'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }] as const));
  try {
    return parseCommandLine({ args, options: { ...options, ...words } }).values;
  } catch (error) {
    throw new SettingsError(2, (error as Error).message);
  }
}

function readConfig(path: string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(readText(path));
  } catch (error) {
    throw new SettingsError(
      78,
      `Cannot read the config file "${path}": ${(error as Error).message}`,
    );
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new SettingsError(78, `Expected the config file "${path}" to hold a JSON object`);
  }
  const known = new Set(Object.keys(settings).map(configKey));
  const unknown = Object.keys(config).find((key) => !known.has(key));
  if (unknown !== undefined)
    throw new SettingsError(78, `Unknown setting "${unknown}" in the config file "${path}"`);
  return config as Record<string, unknown>;
}

function check(name: SettingName, value: unknown, where: string, status: 2 | 78): string | number {
  const { kind, oneOf, least = 0, most }: Setting = settings[name];
  if (kind === 'text') {
    const wanted = oneOf === undefined ? 'a text' : oneOf.join(' or ');
    if (typeof value === 'string' && value !== '' && (oneOf?.includes(value) ?? true)) return value;
    throw new SettingsError(
      status,
      `Expected ${where} to be ${wanted}, got ${JSON.stringify(value)}`,
    );
  }
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) {
    if (number >= least && number <= (most ?? 999_999_999)) return number;
  }
  const bounds = most === undefined ? ` of at least ${least}` : ` from ${least} to ${most}`;
  throw new SettingsError(
    status,
    `Expected ${where} to be a whole number${bounds}, got ${JSON.stringify(value)}`,
  );
}
