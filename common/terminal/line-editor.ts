import { EventEmitter } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { TerminalOutput } from './streams.ts';

/** Candidates for the last word of a line, and that word as typed. */
export type Completion = readonly [candidates: readonly string[], word: string];

/** A line being typed. */
export interface Draft {
  readonly line: string;
  readonly cursor: number;
}

/** Callbacks of a {@link LineEditor}. */
export interface LineEditorEvents {
  line(line: string): void;
  /** Ctrl-C; `typed` is true if the line was not empty. */
  interrupt(typed: boolean): void;
  /** Ctrl-Z. */
  suspend(): void;
  /** Ctrl-D. */
  end(): void;
  complete(line: string): Promise<Completion>;
  /** The lines typed so far, newest first; the array may be modified. */
  history(history: string[]): void;
}

/** Options of a {@link LineEditor}. */
export interface LineEditorOptions {
  readonly prompt: string;
  readonly history: string[];
  readonly draft: Draft;
  /** Whether a line is erased from the screen once entered. */
  readonly eraseLines: boolean;
}

/** Readline stores the cursor's row in `prevRows`, and moves up that many rows to redraw. */
type DrawnInterface = Omit<Interface, 'line' | 'cursor'> & {
  prevRows: number;
  line: string;
  cursor: number;
};

/** A readline interface at the bottom of a terminal, with corrections so that it always knows the cursor's row. */
export class LineEditor {
  readonly #output: TerminalOutput;
  readonly #keys = new Keys();
  readonly #readline: DrawnInterface;
  #closed = false;

  constructor(output: TerminalOutput, events: LineEditorEvents, options: LineEditorOptions) {
    const { prompt, history, draft, eraseLines } = options;
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
        // After close, readline must not be called back.
        const respond = ([found, word]: Completion): void => {
          if (!this.#closed) done(null, [[...found], word]);
        };
        events.complete(line).then(respond, () => respond([[], line]));
      },
    }) as unknown as DrawnInterface;
    this.#readline = readline;
    readline.on('history', (lines) => events.history(lines));
    readline.on('line', (line) => {
      if (eraseLines) this.#erase(line);
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
    this.#keys.on('keypress', this.#trackRow);
    output.prependListener('resize', this.#trackResize);
    Object.assign(readline, draft);
    readline.prompt(true);
  }

  get draft(): Draft {
    const { line, cursor } = this.#readline;
    return { line, cursor };
  }

  /** Handles a control character, or the escape sequence of a key. */
  key(text: string): void {
    this.#keys.emit('data', text);
  }

  /** Inserts text without line ends at the cursor. */
  insert(text: string): void {
    if (text !== '' && !this.#closed) this.#readline.write(text);
  }

  /** Redraws the line, optionally with another prompt or text. */
  show({ prompt, draft }: { readonly prompt?: string; readonly draft?: Draft } = {}): void {
    // The screen still shows the old prompt and text.
    this.#syncCursor();
    if (prompt !== undefined) this.#readline.setPrompt(prompt);
    Object.assign(this.#readline, draft);
    this.#readline.prompt(true);
  }

  /** Prints complete lines above the input line. */
  print(text: string): void {
    const { rows } = this.#syncCursor();
    this.#output.write(`${up(rows)}\r\x1b[J${text}\n`);
    this.#readline.prevRows = 0;
    this.#readline.prompt(true);
  }

  /** Erases the line from the screen. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#keys.off('keypress', this.#trackRow);
    this.#output.off('resize', this.#trackResize);
    this.#output.write(`${up(this.#readline.getCursorPos().rows)}\r\x1b[J`);
    this.#readline.close();
  }

  /** Erases an entered line: readline has moved to the next row, and starts over in the line's first row. */
  #erase(line: string): void {
    Object.assign(this.#readline, { line, cursor: line.length });
    const { rows } = this.#readline.getCursorPos();
    Object.assign(this.#readline, { line: '', cursor: 0 });
    this.#output.write(`${up(rows + 1)}\r\x1b[J`);
    this.#readline.prevRows = 0;
    this.#readline.prompt();
  }

  /** Readline does not notice that a character it wrote without redrawing wrapped to another row. */
  readonly #trackRow = (): void => {
    if (this.#readline.prevRows !== this.#readline.getCursorPos().rows) this.#syncCursor();
  };

  /** A resized terminal has rewrapped the line before readline redraws it. */
  readonly #trackResize = (): void => {
    this.#readline.prevRows = this.#readline.getCursorPos().rows;
  };

  /** Moves the cursor to where readline believes it is, and tells readline the row. */
  #syncCursor(): { rows: number; cols: number } {
    const position = this.#readline.getCursorPos();
    // After a character in the last column the cursor stays there until the next character.
    if (position.cols === 0 && position.rows > 0) this.#output.write(' \r');
    this.#readline.prevRows = position.rows;
    return position;
  }
}

/** The part of a stream that readline needs. Keys are never buffered, so it cannot pause. */
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
