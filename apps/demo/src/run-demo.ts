import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { type ControlOptions, openLog, startControl, takeListenFds } from '@threadline/control';
import { usageHint } from '../../../common/node/command-line.ts';
import type { EarlySignals } from '../../../common/node/early-signals.ts';
import type { ThreadedServer } from '@threadline/server';
import { controlTarget, formatAddress } from './control-target.ts';
import { lockDataFolder, makeDataFolder } from './data-folder.ts';
import { logEvents } from './log-events.ts';
import { readSettings, type SourcedSettings } from './read-settings.ts';
import { LiveSettings } from './reload.ts';
import { assignSockets } from './servers.ts';
import { SettingsError, usage } from './settings.ts';
import { type Demo, type DemoOptions, startDemo } from './start-demo.ts';

/** How long clients may take to leave at a shutdown. Nx kills the demo 5 s after a signal. */
const graceMs = 4000;

/** Changes for tests and proofs. */
export interface DemoExtension extends Pick<DemoOptions, 'chat'> {
  /** Called when both servers listen; returns what else the operator controls. */
  readonly started?: (demo: Demo) => Promise<DemoAdditions> | DemoAdditions;
}

/** More servers and commands for the operator. */
export interface DemoAdditions extends Pick<ControlOptions, 'commands'> {
  readonly servers?: Readonly<Record<string, ThreadedServer>>;
}

/** Runs the demo until it is shut down; resolves to the exit status. */
export async function runDemo(
  args: string[],
  environment: NodeJS.ProcessEnv,
  signals: EarlySignals,
  extension: DemoExtension = {},
): Promise<number> {
  try {
    if (args.includes('--version')) {
      process.stdout.write(`${packages.map((name) => `${name} ${versionOf(name)}\n`).join('')}`);
      return 0;
    }
    const read = (): SourcedSettings | undefined => readSettings(args, environment);
    const settings = read();
    if (settings === undefined) {
      process.stdout.write(usage());
      return 0;
    }
    const inherited = assignSockets(takeListenFds(environment));
    return await serve(settings, () => read() ?? settings, { inherited, signals, ...extension });
  } catch (error) {
    const status = exitStatus(error);
    const hint = status === 2 ? `\n${usageHint('npx nx run demo:serve', usage(), '--usage')}` : '';
    process.stderr.write(`threadline: ${describeFailure(error)}${hint}\n`);
    return status;
  }
}

async function serve(
  settings: SourcedSettings,
  read: () => SourcedSettings,
  { signals, started, ...options }: DemoOptions & DemoExtension & { signals: EarlySignals },
): Promise<number> {
  const { data, socket, logLevel } = settings.values;
  const warning = makeDataFolder(data);
  const unlock = lockDataFolder(data);
  const log = openLog(join(data, 'server.log'), { level: logLevel });
  if (warning !== undefined) log.write('warn', warning);
  const demo = await startDemo(settings.values, log, options);
  try {
    const { servers: others = {}, ...commands } = (await started?.(demo)) ?? {};
    for (const [name, server] of Object.entries(others)) logEvents(name, server, log);
    const servers = { echo: demo.echo, chat: demo.chat.server, ...others };
    const live = new LiveSettings(demo, log, settings, read);
    const version = versionOf('@threadline/server');
    const control = await startControl({
      target: controlTarget(demo, live, { version, others }),
      ...commands,
      log,
      graceMs,
      data,
      signals,
      console: {
        historyPath: join(data, 'console-history'),
        greeting: [
          ...(warning === undefined ? [] : [`warning: ${warning}`]),
          ...Object.entries(servers).map(
            ([name, { address }]) => `${name} listening on ${formatAddress(address)}`,
          ),
        ],
      },
      ...(socket === undefined ? {} : { socketPath: socket === 'off' ? false : socket }),
    });
    let crashed = false;
    void demo.crashed.then((error) => {
      crashed = true;
      log.write('error', error.message);
      void control.shutdown();
    });
    const status = await control.done;
    return crashed ? 1 : status;
  } finally {
    await demo.close(0);
    unlock();
  }
}

const packages = ['server', 'echo', 'auth', 'chat', 'control'].map((name) => `@threadline/${name}`);

function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  if (path === undefined) return 'unknown';
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

const unavailable = new Set([
  'ERR_SERVER_ADDRESS_IN_USE',
  'ERR_SERVER_PERMISSION',
  'ERR_SERVER_LISTEN',
  'ERR_CONTROL_SOCKET_IN_USE',
  'ERR_DATA_FOLDER_IN_USE',
  'ERR_CHAT_HISTORY_IN_USE',
]);

/** 2 invalid usage, 69 an address or the data folder is in use, 78 a file cannot be used, else 1. */
function exitStatus(error: unknown): number {
  if (error instanceof SettingsError) return error.status;
  if (error instanceof TypeError || error instanceof RangeError) return 2;
  const { code = '' } = error as { code?: string };
  if (unavailable.has(code)) return 69;
  const isFile = ['ERR_AUTH_FILE', 'ERR_SERVER_TLS'].includes(code);
  return isFile || code.startsWith('ERR_CHAT_HISTORY') ? 78 : 1;
}

function describeFailure(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  return code === 'ERR_CONTROL_SOCKET_IN_USE'
    ? `${message}; use --socket <path> for another one`
    : message;
}
