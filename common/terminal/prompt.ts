import { createInterface, type Interface } from 'node:readline';
import type { TerminalInput, TerminalOutput } from './streams.ts';

/** What the last word of a line may be completed to, and that word as typed. */
export type Completion = readonly [candidates: readonly string[], word: string];

/** Readline keeps in `prevRows` how many rows below the first it has drawn the cursor, and moves up as many to redraw. */
type DrawnInterface = Omit<Interface, 'line' | 'cursor'> & {
  prevRows: number;
  line: string;
  cursor: number;
};

/** What a {@link Prompt} tells. */
export interface PromptEvents {
  line(line: string): void;
  /** Ctrl-C, and whether something had been typed. */
  interrupt(typed: boolean): void;
  /** Ctrl-D, or the terminal is gone. */
  end(): void;
  /** One that rejects, or comes after the prompt is closed, is no completion. */
  complete(line: string): Completion | Promise<Completion>;
}

/** How a {@link Prompt} begins. */
export interface PromptOptions {
  readonly prompt: string;
  /** Lines typed before, the newest first. */
  readonly history: string[];
  /**
   * Takes a line that was typed off the screen: whoever takes it shows what became of it.
   *
   * @default false
   */
  readonly takeLinesOff?: boolean;
}

/** The line being typed at the bottom of a terminal, and text printed above it without tearing it. */
export class Prompt {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #events: PromptEvents;
  readonly #takeLinesOff: boolean;
  #history: string[];
  #readline: DrawnInterface | undefined;
  #prompt: string;
  #keepLine = true;

  constructor(
    input: TerminalInput,
    output: TerminalOutput,
    events: PromptEvents,
    { prompt, history, takeLinesOff = false }: PromptOptions,
  ) {
    this.#input = input;
    this.#output = output;
    this.#events = events;
    this.#prompt = prompt;
    this.#history = history;
    this.#takeLinesOff = takeLinesOff;
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
      completer: (line: string, done: (error: null, completion: [string[], string]) => void) => {
        // A readline that was closed meanwhile takes no answer.
        const answer = (completion: [string[], string]): void => {
          if (this.#readline === readline) done(null, completion);
        };
        this.#complete(line).then(answer, () => answer([[], line]));
      },
    }) as unknown as DrawnInterface;
    this.#readline = readline;
    readline.on('history', (history) => {
      // The answer to a question is none of the lines.
      if (!this.#keepLine || history[0]?.startsWith(' ')) history.shift();
      this.#history = [...history];
    });
    // Of the input; whoever gave it hears of it too.
    readline.on('error', () => {});
    readline.on('line', (line) => {
      if (this.#takeLinesOff) this.#takeOff(readline, line);
      this.#events.line(line);
    });
    readline.on('SIGINT', () => {
      const typed = readline.line !== '';
      if (typed) readline.write(null, { ctrl: true, name: 'e' });
      if (typed) readline.write(null, { ctrl: true, name: 'u' });
      this.#events.interrupt(typed);
    });
    readline.on('close', () => {
      if (this.#readline !== readline) return;
      this.close();
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

  /** Changes what stands before the line, and whether that line goes into the history; draws it again. */
  set(prompt: string, { keepLine = true }: { readonly keepLine?: boolean } = {}): void {
    this.#prompt = prompt;
    this.#keepLine = keepLine;
    const readline = this.#readline;
    if (readline === undefined) return;
    // What stands there is as wide as the old one.
    this.#settle(readline);
    readline.setPrompt(prompt);
    readline.prompt(true);
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
    this.#output.write(`${up(rows)}\r\x1b[J${text}\n`);
    readline.prevRows = 0;
    readline.prompt(true);
  }

  /** Readline has gone to a new row; the rows of the line above it are cleared, and it starts over in the first of them. */
  #takeOff(readline: DrawnInterface, line: string): void {
    readline.line = line;
    readline.cursor = line.length;
    const { rows } = readline.getCursorPos();
    readline.line = '';
    readline.cursor = 0;
    this.#output.write(`${up(rows + 1)}\r\x1b[J`);
    readline.prevRows = 0;
    readline.prompt();
  }

  async #complete(line: string): Promise<[string[], string]> {
    const [candidates, word] = await this.#events.complete(line);
    return [[...candidates], word];
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

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}
