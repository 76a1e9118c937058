import type { Readable, Writable } from 'node:stream';

/** An input stream, possibly a terminal. */
export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** An output stream, possibly a terminal. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Whether both streams are a terminal that can move its cursor. */
export function isTerminal(
  input: TerminalInput,
  output: TerminalOutput,
  env: Env = process.env,
): boolean {
  return input.isTTY === true && output.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether to use colors: on a terminal, unless `NO_COLOR` is set (https://no-color.org). */
export function hasColors(output: TerminalOutput, env: Env = process.env): boolean {
  return output.isTTY === true && env['TERM'] !== 'dumb' && !env['NO_COLOR'];
}

/**
 * Writes a line to stdout; resolves when it is written. `console.log` would ignore a full disk or a closed pipe.
 *
 * @throws {Error} the system's error, such as `ENOSPC` or `EPIPE`
 */
export function print(text: string, output: Writable = process.stdout): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(`${text}\n`, (error) => {
      if (error) return reject(error);
      output.off('error', reject);
      resolve();
    });
  });
}
