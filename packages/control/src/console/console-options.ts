import type { Executor } from '../shell/io.ts';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

/** Options of `openConsole()`. */
export interface ConsoleOptions {
  /** What runs the commands: a `Shell`, or a `ControlClient`. */
  readonly executor: Executor;
  /** @default process.stdin */
  readonly input?: TerminalInput;
  /** @default process.stdout */
  readonly output?: TerminalOutput;
  /** Where failures of piped commands and the log go when there is no terminal. @default process.stderr */
  readonly errorOutput?: TerminalOutput;
  /** What stands before the line being typed. @default '> ' */
  readonly prompt?: string;
  /** The file that keeps the history over runs. @default none */
  readonly historyPath?: string;
  /** How many lines of history are kept. @default 1000 */
  readonly historySize?: number;
  /** Who gives the commands, for the audit record. @default 'console' */
  readonly origin?: string;
  /** Ctrl-C on an empty line while no command runs. @default closes the console */
  readonly onInterrupt?: () => void;
  /** Ends the console, not the server: for `exit`. @default `exit` is left to the executor */
  readonly onLeave?: () => void;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The options with the streams that were chosen. */
export type ChosenOptions = ConsoleOptions & Required<Pick<ConsoleOptions, 'input' | 'output'>>;
