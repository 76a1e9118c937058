import {
  expectBoolean,
  expectFunction,
  expectInteger,
  expectOptions,
  expectString,
  maxTimeoutMs,
  shown,
  typeError,
} from '../../../common/options/expect-options.ts';
import type { ControlTarget } from './target.ts';
import type { TerminalInput, TerminalOutput } from '../../../common/terminal/streams.ts';
import type { Command } from './commands/command.ts';
import type { LogFile } from './log/log-file.ts';
import type { LogLevel } from './log/log-record.ts';

/** Options of `startControl()`. */
export interface ControlOptions {
  /** The server to control. */
  readonly target: ControlTarget;
  /** The log to read and to write audit records to. Closed at the end. @default none */
  readonly log?: LogFile;
  /** The console; `false` for none. @default on process.stdin and process.stdout */
  readonly console?: ControlConsoleOptions | false;
  /** The path of the control socket, at most 107 bytes; `false` for none. @default derived from `data` */
  readonly socketPath?: string | false;
  /** The data folder of the server. Servers with different data folders get different control sockets. @default none */
  readonly data?: string;
  /** Maximum number of simultaneous connections to the control socket. @default 16 */
  readonly maxControllers?: number;
  /**
   * Whether to handle SIGTERM, SIGINT, SIGHUP and SIGUSR2. A program that has handled signals since it started passes
   * `release()`, which removes its handlers and returns the first signal received. @default true
   */
  readonly signals?: boolean | { release(): NodeJS.Signals | undefined };
  /** How long clients may take to leave after a signal or Ctrl-C, in milliseconds. @default 5000 */
  readonly graceMs?: number;
  /** Additional commands. A command replaces the built-in one of the same name. @default none */
  readonly commands?: readonly Command[];
}

/** The console of {@link ControlOptions}. */
export interface ControlConsoleOptions {
  /** @default process.stdin */
  readonly input?: TerminalInput;
  /** @default process.stdout */
  readonly output?: TerminalOutput;
  /** Where errors and log records go without a terminal. @default process.stderr */
  readonly errorOutput?: TerminalOutput;
  /** The file that keeps the history between runs. @default none */
  readonly historyPath?: string;
  /** Lines to print first, once commands and signals are handled. @default none */
  readonly greeting?: readonly string[];
  /** The lowest level of the log records to print. @default 'info' */
  readonly level?: LogLevel;
}

const optionNames = Object.keys({
  target: true,
  log: true,
  console: true,
  socketPath: true,
  data: true,
  maxControllers: true,
  signals: true,
  graceMs: true,
  commands: true,
} satisfies Record<keyof ControlOptions, true>);

const consoleNames = ['input', 'output', 'errorOutput', 'historyPath', 'greeting', 'level'];

/** Validates the options of `startControl()`. @throws {TypeError | RangeError} with Node's codes for invalid arguments */
export function checkOptions(options: ControlOptions): void {
  expectOptions('the options', options, optionNames);
  const { target, log, console, socketPath, data, maxControllers, signals, graceMs, commands } =
    options;
  checkTarget(target);
  if (log !== undefined && typeof (log as Partial<typeof log> | null)?.write !== 'function')
    throw typeError(`Expected \`log\` to be a log of openLog(), got ${shown(log)}`);
  if (console !== undefined && console !== false)
    expectOptions('`console`', console, consoleNames, 'console.');
  if (socketPath !== undefined && socketPath !== false) expectString('socketPath', socketPath);
  if (data !== undefined) expectString('data', data);
  if (maxControllers !== undefined) expectInteger('maxControllers', maxControllers, 1);
  if (typeof signals === 'object') expectMethods('signals', signals, ['release']);
  else if (signals !== undefined) expectBoolean('signals', signals);
  if (graceMs !== undefined) expectInteger('graceMs', graceMs, 0, maxTimeoutMs);
  if (commands !== undefined && !Array.isArray(commands))
    throw typeError(`Expected \`commands\` to be an array, got ${shown(commands)}`);
}

function checkTarget(target: ControlTarget): void {
  if (typeof target !== 'object' || (target as ControlTarget | null) === null)
    throw typeError(`Expected \`target\` to be an object, got ${shown(target)}`);
  expectString('target.name', target.name);
  expectMethods('target', target, ['close']);
  const { listeners } = target;
  if (!Array.isArray(listeners))
    throw typeError(`Expected \`target.listeners\` to be an array, got ${shown(listeners)}`);
  if (listeners.length === 0)
    throw typeError('Expected `target.listeners` not to be empty', 'ERR_INVALID_ARG_VALUE');
  const names = listeners.map((listener: { name?: unknown } | null) => listener?.name);
  for (const [index, name] of names.entries()) {
    const isUnique = names.indexOf(name) === index;
    if (typeof name === 'string' && /^[a-z0-9_-]+$/.test(name) && isUnique) continue;
    throw typeError(
      `Expected each listener to have a unique name of a-z, 0-9, - and _, got ${shown(name)}`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
  for (const [index, listener] of target.listeners.entries()) {
    expectMethods(`target.listeners[${index}]`, listener, ['status', 'pause', 'resume']);
  }
}

function expectMethods(name: string, object: object, methods: readonly string[]): void {
  const members = object as Record<string, unknown>;
  for (const method of methods) expectFunction(`${name}.${method}`, members[method]);
}
