import { styleText } from '../../../../common/text/style.ts';
import type { CommandIo } from '../executor.ts';
import type { ResolvedConsoleOptions } from './console-options.ts';
import { HistoryFile } from '../../../../common/terminal/history-file.ts';
import { Prompt } from '../../../../common/terminal/prompt.ts';
import { paragraph } from '../text/layout.ts';
import { FullScreen } from './full-screen.ts';
import { hasColors } from '../../../../common/terminal/streams.ts';

const maxDeferred = 1000;

/** A console on a terminal: the line being typed is at the bottom, all output above it. */
export class TerminalConsole {
  readonly terminal = true;
  readonly exitCode = 0;
  readonly #options: ResolvedConsoleOptions;
  readonly #prompt: Prompt;
  readonly #history: HistoryFile;
  readonly #finished = Promise.withResolvers<number>();
  readonly #queue: string[] = [];
  readonly #deferred: string[] = [];
  readonly #closed = new AbortController();
  #running: AbortController | undefined;
  #onAnswer: ((yes: boolean) => void) | undefined;
  #screen: FullScreen | undefined;
  #muted = 0;

  constructor(options: ResolvedConsoleOptions) {
    this.#options = options;
    this.#history = new HistoryFile(options.historyPath, options.historySize);
    // A closed terminal emits errors; the server keeps running.
    options.input.on('error', () => this.close());
    options.output.on('error', () => this.close());
    this.#prompt = new Prompt(
      options.input,
      options.output,
      {
        line: (line) => this.#submit(line),
        interrupt: (typed) => this.#interrupt(typed),
        end: () => this.close(),
        complete: (line) => options.executor.complete(line),
      },
      { prompt: this.#promptText, history: this.#history.newestFirst() },
    );
    this.#prompt.open();
  }

  get finished(): Promise<number> {
    return this.#finished.promise;
  }

  get #promptText(): string {
    return this.#options.prompt ?? '> ';
  }

  /** Prints above the line being typed, or once a command has left the full screen. */
  print(text: string): void {
    if (this.#muted > 0) return;
    this.#print(text);
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#running?.abort();
    this.#onAnswer?.(false);
    this.#leaveScreen();
    this.#prompt.close();
    this.#options.input.pause();
    this.#finished.resolve(0);
  }

  #print(text: string): void {
    if (this.#screen === undefined) this.#prompt.print(text);
    else if (this.#deferred.length < maxDeferred) this.#deferred.push(text);
  }

  #submit(line: string): void {
    if (this.#onAnswer !== undefined) {
      this.#onAnswer(/^\s*y(es)?\s*$/i.test(line));
      return;
    }
    this.#history.add(line);
    this.#queue.push(line);
    this.#prompt.show();
    void this.#runQueue();
  }

  async #runQueue(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let line = this.#queue.shift(); line !== undefined; line = this.#queue.shift()) {
      if (this.#closed.signal.aborted) return;
      this.#running = new AbortController();
      const outcome = await this.#options.executor.run(line, this.#io(this.#running.signal));
      this.#running = undefined;
      this.#leaveScreen();
      const interrupted = !outcome.ok && outcome.code === 'ERR_CONTROL_INTERRUPTED';
      if (!outcome.ok && !interrupted) this.#fail(outcome.message);
    }
  }

  #interrupt(typed: boolean): void {
    if (this.#onAnswer !== undefined) this.#onAnswer(false);
    else if (this.#running !== undefined) this.#running.abort();
    else if (!typed) (this.#options.onInterrupt ?? (() => this.close()))();
  }

  #io(signal: AbortSignal): CommandIo {
    const { output, env } = this.#options;
    return {
      origin: 'console',
      colors: hasColors(output, env),
      columns: output.columns ?? 80,
      rows: output.rows ?? 24,
      signal,
      write: (text) => this.#print(text),
      ask: (question) => this.#ask(question),
      frame: (text) => this.#frame(text),
      muteLog: () => {
        this.#muted += 1;
        return () => void (this.#muted -= 1);
      },
    };
  }

  async #ask(question: string): Promise<boolean> {
    this.#leaveScreen();
    const answered = Promise.withResolvers<boolean>();
    this.#onAnswer = answered.resolve;
    this.#prompt.set(`${question} y/N `, { keepLine: false });
    const yes = await answered.promise;
    this.#onAnswer = undefined;
    this.#prompt.set(this.#promptText, { keepLine: true });
    return yes;
  }

  #frame(text: string): void {
    if (this.#screen === undefined) {
      this.#prompt.close();
      const { input, output } = this.#options;
      this.#screen = new FullScreen(input, output, () => this.#running?.abort());
    }
    this.#screen.draw(text);
  }

  #leaveScreen(): void {
    if (this.#screen === undefined) return;
    this.#screen.close();
    this.#screen = undefined;
    if (!this.#closed.signal.aborted) this.#prompt.open();
    for (const text of this.#deferred.splice(0)) this.#prompt.print(text);
  }

  #fail(message: string): void {
    const { output, env } = this.#options;
    const text = paragraph(`error: ${message}`, output.columns ?? 80);
    this.#print(hasColors(output, env) ? styleText('red', text, { validateStream: false }) : text);
  }
}
