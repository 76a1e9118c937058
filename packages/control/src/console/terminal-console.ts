import { styleText } from '../../../../common/text/style.ts';
import type { Io } from '../shell/io.ts';
import type { ChosenOptions } from './console-options.ts';
import { HistoryFile } from '../../../../common/terminal/history-file.ts';
import { Prompt } from '../../../../common/terminal/prompt.ts';
import { paragraph } from '../text/wrap.ts';
import { FullScreen } from './full-screen.ts';
import { hasColors } from '../../../../common/terminal/streams.ts';

const maxHeldBack = 1000;

/** A console on a terminal: a line being typed at the bottom, everything else above it. */
export class TerminalConsole {
  readonly terminal = true;
  readonly exitCode = 0;
  readonly #options: ChosenOptions;
  readonly #prompt: Prompt;
  readonly #history: HistoryFile;
  readonly #finished = Promise.withResolvers<number>();
  readonly #lines: string[] = [];
  readonly #heldBack: string[] = [];
  readonly #closing = new AbortController();
  #running: AbortController | undefined;
  #answer: ((yes: boolean) => void) | undefined;
  #screen: FullScreen | undefined;
  #hushed = 0;

  constructor(options: ChosenOptions) {
    this.#options = options;
    this.#history = new HistoryFile(options.historyPath, options.historySize);
    // A terminal that is gone takes nothing and tells so; the server goes on.
    options.input.on('error', () => this.close());
    options.output.on('error', () => this.close());
    this.#prompt = new Prompt(
      options.input,
      options.output,
      {
        line: (line) => this.#take(line),
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

  /** Prints above the line being typed; while a command has the screen it is held back. */
  print(text: string): void {
    if (this.#hushed > 0) return;
    this.#print(text);
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#running?.abort();
    this.#answer?.(false);
    this.#leaveScreen();
    this.#prompt.close();
    this.#options.input.pause();
    this.#finished.resolve(0);
  }

  #print(text: string): void {
    if (this.#screen === undefined) this.#prompt.print(text);
    else if (this.#heldBack.length < maxHeldBack) this.#heldBack.push(text);
  }

  #take(line: string): void {
    if (this.#answer !== undefined) {
      this.#answer(/^\s*y(es)?\s*$/i.test(line));
      return;
    }
    this.#history.add(line);
    this.#lines.push(line);
    this.#prompt.show();
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      if (this.#closing.signal.aborted) return;
      this.#running = new AbortController();
      const outcome = await this.#options.executor.run(line, this.#io(this.#running.signal));
      this.#running = undefined;
      this.#leaveScreen();
      const interrupted = !outcome.ok && outcome.code === 'ERR_CONTROL_INTERRUPTED';
      if (!outcome.ok && !interrupted) this.#fail(outcome.message);
    }
  }

  #interrupt(typed: boolean): void {
    if (this.#answer !== undefined) this.#answer(false);
    else if (this.#running !== undefined) this.#running.abort();
    else if (!typed) (this.#options.onInterrupt ?? (() => this.close()))();
  }

  #io(signal: AbortSignal): Io {
    const { output, origin = 'console', onLeave, env } = this.#options;
    return {
      origin,
      colors: hasColors(output, env),
      columns: output.columns ?? 80,
      rows: output.rows ?? 24,
      signal,
      write: (text) => this.#print(text),
      ask: (question) => this.#ask(question),
      frame: (text) => this.#frame(text),
      hush: () => {
        this.#hushed += 1;
        return () => void (this.#hushed -= 1);
      },
      ...(onLeave && { leave: onLeave }),
    };
  }

  async #ask(question: string): Promise<boolean> {
    this.#leaveScreen();
    const answered = Promise.withResolvers<boolean>();
    this.#answer = answered.resolve;
    this.#prompt.set(`${question} y/N `, { keepLine: false });
    const yes = await answered.promise;
    this.#answer = undefined;
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
    if (!this.#closing.signal.aborted) this.#prompt.open();
    for (const text of this.#heldBack.splice(0)) this.#prompt.print(text);
  }

  #fail(message: string): void {
    const { output, env } = this.#options;
    const text = paragraph(`error: ${message}`, output.columns ?? 80);
    this.#print(hasColors(output, env) ? styleText('red', text, { validateStream: false }) : text);
  }
}
