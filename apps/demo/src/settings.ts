/** One setting of the demo: how it is written, and what it may be. */
export interface Setting {
  readonly kind: 'text' | 'number';
  /** The texts that are allowed, if not any. */
  readonly oneOf?: readonly string[];
  /** The least number allowed. @default 0 */
  readonly least?: number;
  /** The greatest number allowed. @default 999,999,999 */
  readonly most?: number;
  /** Whether a change takes effect when the settings are read again, and not only after a restart. */
  readonly live?: boolean;
  readonly default: string | number | undefined;
  readonly help: string;
}

/** Every setting, by its name on the command line (`--echo-port`), in a config file (`echoPort`) and in the environment (`THREADLINE_ECHO_PORT`). */
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
  data: {
    kind: 'text',
    default: './data',
    help: 'folder of the accounts, the history and the log',
  },
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
    help: 'whether clients may talk only so fast: on or off',
  },
  guests: {
    kind: 'text',
    default: 'off',
    oneOf: ['on', 'off'],
    help: 'whether one may come in without an account: on or off',
  },
  'tls-cert': {
    kind: 'text',
    default: undefined,
    live: true,
    help: 'certificate file: the chat takes TLS clients too, on the same port',
  },
  'tls-key': { kind: 'text', default: undefined, live: true, help: 'its key file' },
  socket: {
    kind: 'text',
    default: undefined,
    help: 'path of the control socket, or off (default: where threadline-ctl looks)',
  },
  'max-threads': {
    kind: 'number',
    least: 1,
    default: undefined,
    help: 'most client threads of each server, beyond it clients share (default: 8 per core, at least 16)',
  },
  'max-clients': {
    kind: 'number',
    least: 1,
    default: undefined,
    live: true,
    help: 'most clients of each server at once (default: what the machine carries)',
  },
  'log-level': {
    kind: 'text',
    default: 'info',
    live: true,
    oneOf: ['debug', 'info', 'warn', 'error'],
    help: 'what goes into the log: debug, info, warn or error',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** `echo-port` as it is written in a config file. */
export function configKey(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `echo-port` as it is written in the environment. */
export function environmentKey(name: string): string {
  return `THREADLINE_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** The text of `--usage`. */
export function usage(): string {
  const lines = Object.entries(settings as Record<string, Setting>).map(
    ([name, { kind, default: value, help }]) => {
      const flag = `--${name} <${kind === 'number' ? 'n' : 'text'}>`;
      return `  ${flag.padEnd(24)}${help}${value === undefined ? '' : ` (default ${value})`}`;
    },
  );
  return `Usage: npx nx run demo:serve [options]

Boots the complete threaded server.

${lines.join('\n')}
  --config <file>         JSON file with these settings, such as { "echoPort": 7007 }
  --usage, --help         this text (Nx keeps --help for itself)
  --version               the version

Settings are also taken from the environment, such as THREADLINE_ECHO_PORT=7007. The command line goes before the
environment, that before the config file. The command "reload" and SIGHUP read them again; what can't change while
the server runs is told.

Listening sockets handed over by systemd (LISTEN_FDS) go before host and ports: those named echo and chat, or else
the first is that of the echo server, the second that of the chat.

Exit status: 0 after shutdown, SIGINT or SIGTERM, 1 failure, 2 bad usage, 69 a port or the data folder is in use, 78 bad config.
`;
}
