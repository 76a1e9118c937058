import { hasColors, isTerminal, type TerminalOutput } from '../../../../common/terminal/streams.ts';
import type { Console, ConsoleOptions, ResolvedConsoleOptions } from './console-options.ts';
import { TerminalConsole } from './terminal-console.ts';
import type { CommandIo } from '../executor.ts';
import { exitCodeOf } from '../errors.ts';
import { LineSplitter } from '../text/line-splitter.ts';
import { noScreenColumns, write } from './output.ts';

/** Opens a console: with a prompt on a terminal, else one command per line. */
export function openConsole(options: ConsoleOptions): Console {
  const { input = process.stdin, output = process.stdout, env = process.env } = options;
  const resolved = { ...options, input, output, env };
  return isTerminal(input, output, env)
    ? new TerminalConsole(resolved)
    : new PipedConsole(resolved);
}

const maxLineBytes = 65_536;
const maxUnreadBytes = 1_048_576;

/** A console without a terminal: runs one command per line, in order. Errors go to the error output. */
class PipedConsole {
  readonly terminal = false;
  readonly finished: Promise<number>;
  readonly #options: ResolvedConsoleOptions;
  readonly #errorOutput: TerminalOutput;
  readonly #closed = new AbortController();
  #exitCode = 0;
  #skipped = 0;

  constructor(options: ResolvedConsoleOptions) {
    this.#options = options;
    this.#errorOutput = options.errorOutput ?? process.stderr;
    // The reader may close the pipe at any time; the server keeps running.
    options.output.on('error', () => {});
    this.#errorOutput.on('error', () => {});
    this.finished = this.#runAll();
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  /** Skips lines, and counts them, while too much output is unread. */
  print(text: string): void {
    if (this.#errorOutput.writableLength > maxUnreadBytes) {
      this.#skipped += 1;
      return;
    }
    const note =
      this.#skipped > 0 ? `(${this.#skipped} lines skipped: the output was not read)\n` : '';
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
      // The input failed or was closed: no more commands.
    }
    return this.#exitCode;
  }

  async #run(line: ReturnType<LineSplitter['push']>[number]): Promise<void> {
    if (this.#closed.signal.aborted) return;
    if ('tooLong' in line) {
      this.#fail('ERR_CONTROL_LINE_TOO_LONG', `Expected a line of at most ${maxLineBytes} bytes`);
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

  #io(): CommandIo {
    const { output, env } = this.#options;
    return {
      origin: 'console',
      colors: hasColors(output, env),
      columns: output.columns ?? noScreenColumns,
      rows: output.rows ?? 50,
      signal: this.#closed.signal,
      write: (text) => write(output, `${text}\n`),
    };
  }
}
