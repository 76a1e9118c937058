import type { Readable, Writable } from 'node:stream';

/** A stream lines are read from. */
export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** A stream that is written to. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a person sits there, at a terminal that can move its cursor. */
export function isTerminal(
  input: TerminalInput,
  output: TerminalOutput,
  env: Env = process.env,
): boolean {
  return input.isTTY === true && output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether to write colours: only to a terminal, and not if `NO_COLOR` is set (https://no-color.org). */
export function hasColors(output: TerminalOutput, env: Env = process.env): boolean {
  return output.isTTY === true && env['TERM'] !== 'dumb' && !env['NO_COLOR'];
}
