import { isTerminal } from '../../../../common/terminal/streams.ts';
import type { Console, ConsoleOptions } from './console-options.ts';
import { PipedConsole } from './piped-console.ts';
import { TerminalConsole } from './terminal-console.ts';

/** Opens a console: with a prompt on a terminal, else one command per line. */
export function openConsole(options: ConsoleOptions): Console {
  const { input = process.stdin, output = process.stdout, env = process.env } = options;
  const resolved = { ...options, input, output, env };
  return isTerminal(input, output, env)
    ? new TerminalConsole(resolved)
    : new PipedConsole(resolved);
}
