import { pastedLines, type TerminalToken, tooMuchPasted } from './key-filter.ts';
import { type Completion, type Draft, LineEditor } from './line-editor.ts';
import { RawInput } from './raw-input.ts';
import type { TerminalInput, TerminalOutput } from './streams.ts';

export type { Completion } from './line-editor.ts';

/** Callbacks of a {@link Prompt}. */
export interface PromptEvents {
  /** @param pasted whether it is one of several pasted lines, with nothing typed before it */
  line(line: string, pasted: boolean): void;
  /** Ctrl-C; `typed` is true if the line was not empty. */
  interrupt(typed: boolean): void;
  /** Ctrl-D, or the terminal was closed. */
  end(): void;
  /** A rejection, or a result after the prompt was closed, is ignored. */
  complete(line: string): Completion | Promise<Completion>;
}

/** Options of a {@link Prompt}. */
export interface PromptOptions {
  readonly prompt: string;
  /** Earlier lines, newest first. */
  readonly history: string[];
  /** Whether a line is erased from the screen once entered, as its outcome is shown instead. @default false */
  readonly eraseLines?: boolean;
  /** Whether to ask for confirmation before several pasted lines are accepted. @default true */
  readonly confirmPaste?: boolean;
}

const empty: Draft = { line: '', cursor: 0 };

/**
 * An input line at the bottom of a terminal, with text printed above it. In the background text is printed without a prompt,
 * which returns in the foreground.
 */
export class Prompt {
  readonly #output: TerminalOutput;
  readonly #events: PromptEvents;
  readonly #eraseLines: boolean;
  readonly #confirmPaste: boolean;
  readonly #raw: RawInput;
  #history: string[];
  #editor: LineEditor | undefined;
  #prompt: string;
  #keepLine = true;
  /** The input line, while the editor is closed or asks about a paste. */
  #draft = empty;
  #typedAhead: readonly TerminalToken[] = [];
  /** Pasted lines waiting for confirmation. */
  #pasted: readonly string[] | undefined;

  constructor(
    input: TerminalInput,
    output: TerminalOutput,
    events: PromptEvents,
    { prompt, history, eraseLines = false, confirmPaste = true }: PromptOptions,
  ) {
    this.#output = output;
    this.#events = events;
    this.#prompt = prompt;
    this.#history = history;
    this.#eraseLines = eraseLines;
    this.#confirmPaste = confirmPaste;
    this.#raw = new RawInput(input, output, {
      opened: () => this.#open(),
      left: () => this.#leave(),
      tokens: (tokens) => this.#handleTokens(tokens),
      end: () => this.#end(),
    });
  }

  /** Shows the prompt and reads keys, once this process is in the foreground. */
  open(): void {
    this.#draft = empty;
    this.#raw.open();
  }

  /** Stops reading keys; the input line is discarded. */
  close(): void {
    this.#leave();
    this.#pasted = undefined;
    this.#raw.close();
  }

  /** Changes the prompt, and whether the line is added to the history; redraws the line. */
  set(prompt: string, { keepLine = true }: { readonly keepLine?: boolean } = {}): void {
    this.#prompt = prompt;
    this.#keepLine = keepLine;
    if (this.#pasted === undefined) this.#editor?.show({ prompt });
  }

  /** Redraws the line. */
  show(): void {
    this.#editor?.show();
  }

  /** Prints complete lines above the input line. */
  print(text: string): void {
    if (this.#editor === undefined) this.#output.write(`${text}\n`);
    else this.#editor.print(text);
  }

  #open(): void {
    if (this.#editor !== undefined) return this.show();
    const asking = this.#pasted;
    const events = {
      line: (line: string) => this.#events.line(line, false),
      interrupt: (typed: boolean) => this.#events.interrupt(typed),
      suspend: () => this.#raw.suspend(),
      end: () => this.#end(),
      complete: async (line: string) => await this.#events.complete(line),
      history: (history: string[]) => {
        // The answer to a question does not belong in the history.
        if (!this.#keepLine || history[0]?.startsWith(' ')) history.shift();
        this.#history = [...history];
      },
    };
    this.#editor = new LineEditor(this.#output, events, {
      prompt: asking === undefined ? this.#prompt : pasteQuestion(asking),
      history: this.#history,
      draft: asking === undefined ? this.#draft : empty,
      eraseLines: this.#eraseLines,
    });
    const ahead = this.#typedAhead;
    this.#typedAhead = [];
    this.#handleTokens(ahead);
  }

  /** Erases the input line from the screen, and keeps it. */
  #leave(): void {
    const editor = this.#editor;
    this.#editor = undefined;
    if (editor === undefined) return;
    if (this.#pasted === undefined) this.#draft = editor.draft;
    editor.close();
  }

  #end(): void {
    this.close();
    this.#events.end();
  }

  #handleTokens(tokens: readonly TerminalToken[]): void {
    for (const [at, token] of tokens.entries()) {
      // Typed after Ctrl-Z: it is handled when the editor is open again.
      if (this.#editor === undefined) return void (this.#typedAhead = tokens.slice(at));
      if (this.#pasted !== undefined) this.#answer(token);
      else if (token.type === 'key') this.#editor.key(token.text);
      else if (token.type === 'text') this.#editor.insert(token.text);
      else this.#paste(token.text);
    }
    // Readline does not redraw after several keys at once.
    if (tokens.length > 1 || (tokens[0]?.text.length ?? 0) > 1) this.show();
  }

  #paste(text: string): void {
    const editor = this.#editor;
    if (editor === undefined) return;
    const lines = pastedLines(text);
    if (lines === undefined) return this.print(tooMuchPasted);
    // The answer to a question is a single line.
    if (!this.#keepLine) lines.length = 1;
    // A single line waits for Enter, as if it had been typed.
    if (lines.length === 1 || (lines.length === 2 && lines[1] === '')) {
      return editor.insert(lines[0] ?? '');
    }
    if (!this.#confirmPaste) return this.#acceptLines(editor, lines);
    this.#pasted = lines;
    this.#draft = editor.draft;
    editor.show({ prompt: pasteQuestion(lines), draft: empty });
  }

  /** The first key answers the question. */
  #answer({ type, text }: TerminalToken): void {
    const [editor, lines] = [this.#editor, this.#pasted];
    this.#pasted = undefined;
    if (editor === undefined || lines === undefined) return;
    editor.show({ prompt: this.#prompt, draft: this.#draft });
    if (/^y/i.test(text)) this.#acceptLines(editor, lines);
    // Anything after that key is input.
    if (type === 'text') editor.insert(text.slice(1));
  }

  /** Accepts pasted lines: the first is appended to the text before the cursor, the last precedes the text after it. */
  #acceptLines(editor: LineEditor, pasted: readonly string[]): void {
    const { line, cursor } = editor.draft;
    const lines = pasted.at(-1) === '' ? pasted.slice(0, -1) : [...pasted];
    lines[0] = `${line.slice(0, cursor)}${lines[0] ?? ''}`;
    lines.push(`${lines.pop() ?? ''}${line.slice(cursor)}`);
    editor.show({ draft: empty });
    for (const [at, one] of lines.entries()) this.#events.line(one, at > 0 || cursor === 0);
  }
}

function pasteQuestion(lines: readonly string[]): string {
  const count = lines.length - (lines.at(-1) === '' ? 1 : 0);
  return `Accept ${count} pasted lines? y/N `;
}
