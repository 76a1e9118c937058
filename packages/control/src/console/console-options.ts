import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';
import type { Executor } from '../executor.ts';

/** The operator's console, on a terminal or a pipe. */
export interface Console {
  readonly terminal: boolean;
  /** Prints whole lines that are safe for a terminal, above the line being typed. */
  print(text: string): void;
  /** Resolves to the exit code when the input has ended or the console was closed. */
  readonly finished: Promise<number>;
  /** The exit code of the first failed command so far on a pipe; 0 on a terminal. */
  readonly exitCode: number;
  /** Restores the terminal. Idempotent. */
  close(): void;
}

/** Options of `openConsole()`. */
export interface ConsoleOptions {
  /** Runs the commands: a `Shell` or a `ControlClient`. */
  readonly executor: Executor;
  /** @default process.stdin */
  readonly input?: TerminalInput;
  /** @default process.stdout */
  readonly output?: TerminalOutput;
  /** Where errors and log records go without a terminal. @default process.stderr */
  readonly errorOutput?: TerminalOutput;
  /** @default '> ' */
  readonly prompt?: string;
  /** The file that keeps the history between runs. @default none */
  readonly historyPath?: string;
  /** Maximum number of lines in the history. @default 1000 */
  readonly historySize?: number;
  /** Called for Ctrl-C on an empty line while no command runs. @default closes the console */
  readonly onInterrupt?: () => void;
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The options with the streams filled in. */
export type ResolvedConsoleOptions = ConsoleOptions &
  Required<Pick<ConsoleOptions, 'input' | 'output'>>;
