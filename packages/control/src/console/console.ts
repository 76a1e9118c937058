import type { Executor } from '../shell/io.ts';
import { PipedConsole } from './piped-console.ts';
import { isTerminal, type TerminalInput, type TerminalOutput } from './streams.ts';
import { TerminalConsole } from './terminal-console.ts';

/** The operator's console, on a terminal or a pipe. */
export interface Console {
  readonly terminal: boolean;
  /** Prints whole lines, already fit for a screen, above what is being typed. */
  print(text: string): void;
  /** Resolves when the input has ended or the console was closed: to 0, or the exit code of the first failed command. */
  readonly finished: Promise<number>;
  /** The exit code of the first command that failed on a pipe, so far; 0 on a terminal. */
  readonly exitCode: number;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}

/** Options of {@link openConsole}. */
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

/** Opens a console on a pair of streams: with a prompt on a terminal, else one command a line, in order. */
export function openConsole(options: ConsoleOptions): Console {
  const { input = process.stdin, output = process.stdout, env = process.env } = options;
  const all = { ...options, input, output, env };
  return isTerminal(input, output, env) ? new TerminalConsole(all) : new PipedConsole(all);
}
