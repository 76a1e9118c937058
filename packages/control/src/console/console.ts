import type { ConsoleOptions } from './console-options.ts';
import { PipedConsole } from './piped-console.ts';
import { isTerminal } from '../../../../common/terminal/streams.ts';
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

/** Opens a console on a pair of streams: with a prompt on a terminal, else one command a line, in order. */
export function openConsole(options: ConsoleOptions): Console {
  const { input = process.stdin, output = process.stdout, env = process.env } = options;
  const all = { ...options, input, output, env };
  return isTerminal(input, output, env) ? new TerminalConsole(all) : new PipedConsole(all);
}
