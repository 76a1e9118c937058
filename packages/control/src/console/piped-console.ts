import type { Io } from '../shell/io.ts';
import type { ChosenOptions } from './console-options.ts';
import { exitCodeOf } from '../service/exit-codes.ts';
import { LineSplitter } from '../socket/line-splitter.ts';
import { hasColors, type TerminalOutput } from '../../../../common/terminal/streams.ts';

const maxLineBytes = 65_536;
const maxUnreadBytes = 1_048_576;
/** Where no screen has to be fitted, a line of a table stays one line. */
export const noScreenColumns = 1000;

/** A console without a terminal: one command a line, one after another. Failures go to the error output. */
export class PipedConsole {
  readonly terminal = false;
  readonly finished: Promise<number>;
  readonly #options: ChosenOptions;
  readonly #errorOutput: TerminalOutput;
  readonly #closed = new AbortController();
  #exitCode = 0;
  #skipped = 0;

  constructor(options: ChosenOptions) {
    this.#options = options;
    this.#errorOutput = options.errorOutput ?? process.stderr;
    // Whoever reads may go away at any time; the server goes on.
    options.output.on('error', () => {});
    this.#errorOutput.on('error', () => {});
    this.finished = this.#runAll();
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  /** Of what nobody reads only so much is kept. */
  print(text: string): void {
    if (this.#errorOutput.writableLength > maxUnreadBytes) {
      this.#skipped += 1;
      return;
    }
    const note = this.#skipped > 0 ? `(${this.#skipped} lines skipped: they were not read)\n` : '';
    this.#skipped = 0;
    this.#errorOutput.write(`${note}${text}\n`);
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#options.input.destroy();
  }

  async #runAll(): Promise<number> {
    const splitter = new LineSplitter(maxLineBytes);
    try {
      for await (const chunk of this.#options.input) {
        for (const line of splitter.push(Buffer.from(chunk as Buffer))) await this.#run(line);
      }
      for (const line of splitter.end()) await this.#run(line);
    } catch {
      // The input broke or was closed: no more commands.
    }
    return this.#exitCode;
  }

  async #run(line: ReturnType<LineSplitter['push']>[number]): Promise<void> {
    if (this.#closed.signal.aborted) return;
    if ('tooLong' in line) {
      this.#fail('ERR_CONTROL_LINE_TOO_LONG', `A line has at most ${maxLineBytes} bytes`);
      return;
    }
    if (/^\s*(#|$)/.test(line.text)) return;
    const outcome = await this.#options.executor.run(line.text, this.#io());
    if (!outcome.ok) this.#fail(outcome.code, outcome.message);
  }

  #fail(code: string, message: string): void {
    this.#exitCode ||= exitCodeOf(code);
    this.print(`error: ${message}`);
  }

  #io(): Io {
    const { output, origin = 'console', env, onLeave } = this.#options;
    return {
      origin,
      colors: hasColors(output, env),
      columns: output.columns ?? noScreenColumns,
      rows: output.rows ?? 50,
      signal: this.#closed.signal,
      write: (text) => write(output, `${text}\n`),
      ...(onLeave && { leave: onLeave }),
    };
  }
}

/** Writes, and waits while the stream is full. */
export function write(output: TerminalOutput, text: string): Promise<void> | void {
  if (output.write(text) || output.destroyed) return;
  return new Promise((resolve) => {
    const done = (): void => {
      output.off('drain', done).off('close', done);
      resolve();
    };
    output.on('drain', done).on('close', done);
  });
}
