import type { Command } from './commands/command.ts';
import type { TerminalInput, TerminalOutput } from '../../../common/terminal/streams.ts';
import type { LogFile } from './log/log-file.ts';
import type { LogLevel } from './log/log-record.ts';
import type { ControlTarget } from './target.ts';

/** Options of `startControl()`. */
export interface ControlOptions {
  /** What is controlled. */
  readonly target: ControlTarget;
  /** The log the commands read and the audit records go to. It is closed at the end. @default none */
  readonly log?: LogFile;
  /** The console; `false` for none. @default on process.stdin and process.stdout */
  readonly console?: ConsoleChoice | false;
  /** The path of the control socket, at most 107 bytes; `false` for none. @default controlSocketPath({ data }) */
  readonly socketPath?: string | false;
  /** The data folder of the server: each has a control socket of its own, where nobody says otherwise. @default none */
  readonly data?: string;
  /** Most controllers on the control socket at once. @default 16 */
  readonly maxControllers?: number;
  /**
   * Whether SIGTERM, SIGINT, SIGHUP and SIGUSR2 are taken over; or what has taken them since the start of the process, and
   * the signal that came meanwhile. @default true
   */
  readonly signals?: boolean | { release(): NodeJS.Signals | undefined };
  /** How long clients may take to leave after a signal or Ctrl-C, in milliseconds. @default 5000 */
  readonly graceMs?: number;
  /** Commands of your own; one takes the place of that of the same name. @default none */
  readonly commands?: readonly Command[];
}

/** How the console is to be. */
export interface ConsoleChoice {
  /** @default process.stdin */
  readonly input?: TerminalInput;
  /** @default process.stdout */
  readonly output?: TerminalOutput;
  /** Where log records and failures go without a terminal. @default process.stderr */
  readonly errorOutput?: TerminalOutput;
  /** The file that keeps the history over runs. @default none */
  readonly historyPath?: string;
  /** Lines shown first, when commands and signals are heeded. @default none */
  readonly greeting?: readonly string[];
  /** Log records of this level and above are shown. @default 'info' */
  readonly level?: LogLevel;
}
