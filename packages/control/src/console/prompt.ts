import { createInterface, type Interface } from 'node:readline';
import type { Completion } from '../shell/io.ts';
import type { TerminalInput, TerminalOutput } from './streams.ts';

/** Readline keeps in `prevRows` how many rows below the first it has drawn the cursor, and moves up as many to redraw. */
type DrawnInterface = Interface & { prevRows: number };

/** What a {@link Prompt} tells. */
export interface PromptEvents {
  line(line: string): void;
  /** Ctrl-C, and whether something had been typed. */
  interrupt(typed: boolean): void;
  /** Ctrl-D, or the terminal is gone. */
  end(): void;
  complete(line: string): Promise<Completion>;
}

/** The line being typed at the bottom of a terminal, and text printed above it without tearing it. */
export class Prompt {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #events: PromptEvents;
  #history: string[];
  #readline: DrawnInterface | undefined;
  #prompt: string;
  #keepLine = true;

  constructor(
    input: TerminalInput,
    output: TerminalOutput,
    events: PromptEvents,
    options: { readonly prompt: string; readonly history: string[] },
  ) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
    this.#prompt = options.prompt;
    this.#history = options.history;
  }

  /** Shows the prompt and takes keys. */
  open(): void {
    const readline = createInterface({
      input: this.#input,
      output: this.#output,
      terminal: true,
      prompt: this.#prompt,
      history: this.#history,
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, completion: [string[], string]) => void) =>
        void this.#events
          .complete(line)
          .then(([candidates, word]) => done(null, [[...candidates], word])),
    }) as DrawnInterface;
    this.#readline = readline;
    readline.on('history', (history) => {
      // The answer to a question is no command.
      if (!this.#keepLine || history[0]?.startsWith(' ')) history.shift();
      this.#history = [...history];
    });
    // Of the input; the console hears of it too.
    readline.on('error', () => {});
    readline.on('line', (line) => this.#events.line(line));
    readline.on('SIGINT', () => {
      const typed = readline.line !== '';
      if (typed) readline.write(null, { ctrl: true, name: 'e' });
      if (typed) readline.write(null, { ctrl: true, name: 'u' });
      this.#events.interrupt(typed);
    });
    readline.on('close', () => {
      if (this.#readline !== readline) return;
      this.#readline = undefined;
      this.#input.off('keypress', this.#noteRow).off('data', this.#redraw);
      this.#events.end();
    });
    this.#input.on('keypress', this.#noteRow).on('data', this.#redraw);
    readline.prompt();
  }

  /** Stops taking keys; what is being typed is lost. */
  close(): void {
    const readline = this.#readline;
    this.#readline = undefined;
    if (readline === undefined) return;
    this.#input.off('keypress', this.#noteRow).off('data', this.#redraw);
    this.#output.write(`\r\x1b[J`);
    readline.close();
  }

  /** Changes what stands before the line, and whether that line goes into the history. */
  set(prompt: string, { keepLine }: { keepLine: boolean }): void {
    this.#prompt = prompt;
    this.#keepLine = keepLine;
    this.#readline?.setPrompt(prompt);
    this.show();
  }

  /** Draws the line again. */
  show(): void {
    this.#readline?.prompt(true);
  }

  /** Prints whole lines above the line being typed. */
  print(text: string): void {
    const readline = this.#readline;
    if (readline === undefined) {
      this.#output.write(`${text}\n`);
      return;
    }
    const { rows } = this.#settle(readline);
    const up = rows > 0 ? `\x1b[${rows}A` : '';
    this.#output.write(`${up}\r\x1b[J${text}\n`);
    readline.prevRows = 0;
    readline.prompt(true);
  }

  /**
   * When several keys come at once, as pasted text does, readline only writes the new characters, and forgets that they
   * may go on to another row.
   */
  readonly #noteRow = (): void => {
    const readline = this.#readline;
    if (readline !== undefined && readline.prevRows !== readline.getCursorPos().rows) {
      this.#settle(readline);
    }
  };

  /** Draws the rest of the line anew after several keys at once. */
  readonly #redraw = (chunk: Buffer | string): void => {
    if (chunk.length < 2 || this.#readline === undefined) return;
    this.#settle(this.#readline);
    this.#readline.prompt(true);
  };

  /** Makes the cursor really stand where readline believes it to, and readline know on which row that is. */
  #settle(readline: DrawnInterface): { rows: number; cols: number } {
    const position = readline.getCursorPos();
    // After a character in the last column a terminal stays there until the next one comes.
    if (position.cols === 0 && position.rows > 0) this.#output.write(' \r');
    readline.prevRows = position.rows;
    return position;
  }
}
