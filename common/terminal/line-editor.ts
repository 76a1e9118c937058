import { EventEmitter } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { TerminalOutput } from './streams.ts';

/** What the last word of a line may be completed to, and that word as typed. */
export type Completion = readonly [candidates: readonly string[], word: string];

/** A line being typed. */
export interface Draft {
  readonly line: string;
  readonly cursor: number;
}

/** What a {@link LineEditor} tells. */
export interface LineEditorEvents {
  line(line: string): void;
  /** Ctrl-C, and whether something had been typed. */
  interrupt(typed: boolean): void;
  /** Ctrl-Z. */
  suspend(): void;
  /** Ctrl-D. */
  end(): void;
  complete(line: string): Promise<Completion>;
  /** The lines typed so far, the newest first; may be changed. */
  history(history: string[]): void;
}

/** How a {@link LineEditor} begins. */
export interface LineEditorOptions {
  readonly prompt: string;
  readonly history: string[];
  readonly draft: Draft;
  /** Takes a line that was typed off the screen. */
  readonly takeLinesOff: boolean;
}

/** Readline keeps in `prevRows` how many rows below the first it has drawn the cursor, and moves up as many to redraw. */
type DrawnInterface = Omit<Interface, 'line' | 'cursor'> & {
  prevRows: number;
  line: string;
  cursor: number;
};

/** Readline at the bottom of a terminal, fed key by key, that always knows in which row it is. */
export class LineEditor {
  readonly #output: TerminalOutput;
  readonly #keys = new Keys();
  readonly #readline: DrawnInterface;
  #closed = false;

  constructor(output: TerminalOutput, events: LineEditorEvents, options: LineEditorOptions) {
    const { prompt, history, draft, takeLinesOff } = options;
    this.#output = output;
    const readline = createInterface({
      input: this.#keys as unknown as NodeJS.ReadableStream,
      output,
      terminal: true,
      prompt,
      history,
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, completion: [string[], string]) => void) => {
        // A readline that was closed meanwhile takes no answer.
        const answer = ([found, word]: Completion): void => {
          if (!this.#closed) done(null, [[...found], word]);
        };
        events.complete(line).then(answer, () => answer([[], line]));
      },
    }) as unknown as DrawnInterface;
    this.#readline = readline;
    readline.on('history', (lines) => events.history(lines));
    readline.on('line', (line) => {
      if (takeLinesOff) this.#takeOff(line);
      events.line(line);
    });
    readline.on('SIGINT', () => {
      const typed = readline.line !== '';
      if (typed) readline.write(null, { ctrl: true, name: 'e' });
      if (typed) readline.write(null, { ctrl: true, name: 'u' });
      events.interrupt(typed);
    });
    readline.on('SIGTSTP', () => events.suspend());
    readline.on('close', () => {
      if (!this.#closed) events.end();
    });
    this.#keys.on('keypress', this.#noteRow);
    output.prependListener('resize', this.#noteSize);
    Object.assign(readline, draft);
    readline.prompt(true);
  }

  get draft(): Draft {
    const { line, cursor } = this.#readline;
    return { line, cursor };
  }

  /** Takes a control character, or the sequence of a key. */
  key(text: string): void {
    this.#keys.emit('data', text);
  }

  /** Inserts text without line ends where the cursor is. */
  insert(text: string): void {
    if (text !== '' && !this.#closed) this.#readline.write(text);
  }

  /** Draws the line again, with another prompt, or another line in place of the one being typed. */
  show({ prompt, draft }: { readonly prompt?: string; readonly draft?: Draft } = {}): void {
    // What stands there is as wide as the old one.
    this.#settle();
    if (prompt !== undefined) this.#readline.setPrompt(prompt);
    Object.assign(this.#readline, draft);
    this.#readline.prompt(true);
  }

  /** Prints whole lines above the line being typed. */
  print(text: string): void {
    const { rows } = this.#settle();
    this.#output.write(`${up(rows)}\r\x1b[J${text}\n`);
    this.#readline.prevRows = 0;
    this.#readline.prompt(true);
  }

  /** Takes the line off the screen. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#keys.off('keypress', this.#noteRow);
    this.#output.off('resize', this.#noteSize);
    this.#output.write(`${up(this.#readline.getCursorPos().rows)}\r\x1b[J`);
    this.#readline.close();
  }

  /** Readline has gone to a new row; the rows of the line above it are cleared, and it starts over in the first of them. */
  #takeOff(line: string): void {
    Object.assign(this.#readline, { line, cursor: line.length });
    const { rows } = this.#readline.getCursorPos();
    Object.assign(this.#readline, { line: '', cursor: 0 });
    this.#output.write(`${up(rows + 1)}\r\x1b[J`);
    this.#readline.prevRows = 0;
    this.#readline.prompt();
  }

  /** Readline forgets that characters it only writes may go on to another row. */
  readonly #noteRow = (): void => {
    if (this.#readline.prevRows !== this.#readline.getCursorPos().rows) this.#settle();
  };

  /** A terminal that was resized has wrapped the line anew before readline draws it again. */
  readonly #noteSize = (): void => {
    this.#readline.prevRows = this.#readline.getCursorPos().rows;
  };

  /** Makes the cursor really stand where readline believes it to, and readline know on which row that is. */
  #settle(): { rows: number; cols: number } {
    const position = this.#readline.getCursorPos();
    // After a character in the last column a terminal stays there until the next one comes.
    if (position.cols === 0 && position.rows > 0) this.#output.write(' \r');
    this.#readline.prevRows = position.rows;
    return position;
  }
}

/** As much of a stream as readline needs: every key is taken at once. */
class Keys extends EventEmitter {
  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}
