import type { LogLevel } from '@threadline/control';
import { wrapText } from '../../../common/text/wrap.ts';

/** A setting of the demo. */
export interface Setting {
  readonly kind: 'text' | 'number';
  /** The values allowed. @default any */
  readonly oneOf?: readonly string[];
  /** The lowest number allowed. @default 0 */
  readonly least?: number;
  /** The highest number allowed. @default 999,999,999 */
  readonly most?: number;
  /** Whether `reload` applies a change; otherwise it needs a restart. */
  readonly live?: boolean;
  readonly default: string | number | undefined;
  readonly help: string;
}

/** Every setting, by its name on the command line (`--echo-port`). */
export const settings = {
  host: { kind: 'text', default: '127.0.0.1', help: 'address to listen on' },
  'echo-port': {
    kind: 'number',
    most: 65_535,
    default: 7007,
    help: 'port of the echo server, 0 lets the system choose',
  },
  'chat-port': {
    kind: 'number',
    most: 65_535,
    default: 6667,
    help: 'port of the chat server, 0 lets the system choose',
  },
  data: { kind: 'text', default: './data', help: 'folder for accounts, history and log' },
  history: {
    kind: 'text',
    default: 'file',
    oneOf: ['file', 'memory'],
    help: 'where messages are kept: file or memory',
  },
  'rate-limit': {
    kind: 'text',
    default: 'on',
    live: true,
    oneOf: ['on', 'off'],
    help: 'limit how fast clients may send: on or off',
  },
  guests: {
    kind: 'text',
    default: 'off',
    oneOf: ['on', 'off'],
    help: 'admit clients without an account: on or off',
  },
  'tls-cert': {
    kind: 'text',
    default: undefined,
    live: true,
    help: 'certificate file: the chat accepts TLS too, on the same port',
  },
  'tls-key': { kind: 'text', default: undefined, live: true, help: 'private key file' },
  socket: {
    kind: 'text',
    default: undefined,
    help: 'path of the control socket, or off (default: where threadline-ctl looks)',
  },
  'max-threads': {
    kind: 'number',
    least: 1,
    default: undefined,
    help: 'maximum number of client threads per server; more clients share them (default: 8 per core, at least 16)',
  },
  'max-clients': {
    kind: 'number',
    least: 1,
    default: undefined,
    live: true,
    help: 'maximum number of clients per server (default: what the machine can carry)',
  },
  'log-level': {
    kind: 'text',
    default: 'info',
    live: true,
    oneOf: ['debug', 'info', 'warn', 'error'],
    help: 'lowest level to log: debug, info, warn or error',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The values of all settings, by their names in a config file. */
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

export type SettingKey = keyof DemoSettings;

/** Invalid settings. */
export class SettingsError extends Error {
  /** The exit status: 2 for the command line or environment, 78 for a file. */
  readonly status: 2 | 78;

  constructor(status: 2 | 78, message: string) {
    super(message);
    this.status = status;
  }
}

/** The name of a setting in a config file: `echoPort`. */
export function configKey(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The name of a setting in the environment: `THREADLINE_ECHO_PORT`. */
export function environmentKey(name: string): string {
  return `THREADLINE_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** The text of `--usage`, for 80 columns. */
export function usage(): string {
  const all = Object.entries(settings as Record<string, Setting>);
  const options = all.map(([name, { kind, default: value, help }]) =>
    option(
      `--${name} <${kind === 'number' ? 'n' : 'text'}>`,
      `${help}${value === undefined ? '' : ` (default ${value})`}`,
    ),
  );
  return `Usage: npx nx run demo:serve [options]

Starts the complete threaded server.

${options.join('\n')}
${option('--config <file>', 'JSON file with these settings, such as { "echoPort": 7007 }')}
${option('--usage, --help', 'print this text (Nx keeps --help for itself)')}
${option('--version', 'print the versions')}

Precedence: command line, then environment (THREADLINE_ECHO_PORT=7007), then
config file. "reload" and SIGHUP read them again, and list the settings that
need a restart.

Listening sockets from systemd (LISTEN_FDS) replace host and ports: those named
echo and chat, or else the first for echo and the second for chat.

Exit status: 0 after shutdown, SIGINT or SIGTERM, 1 failure, 2 invalid usage,
69 a port or the data folder is in use, 78 invalid configuration.
`;
}

function option(flag: string, help: string): string {
  const indent = ' '.repeat(24);
  return wrapText(`  ${flag.padEnd(22)}${help}`, 80, indent).join('\n');
}
