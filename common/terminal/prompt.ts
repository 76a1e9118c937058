import type { TerminalToken } from './key-filter.ts';
import { type Completion, type Draft, LineEditor } from './line-editor.ts';
import { pastedLines, tooMuchPasted } from './pasted-lines.ts';
import { RawInput } from './raw-input.ts';
import type { TerminalInput, TerminalOutput } from './streams.ts';

export type { Completion } from './line-editor.ts';

/** What a {@link Prompt} tells. */
export interface PromptEvents {
  /** @param pasted it was pasted among others, and nothing was typed before it */
  line(line: string, pasted: boolean): void;
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
  /** Asks before several lines that were pasted are taken. @default true */
  readonly confirmPaste?: boolean;
}

const empty: Draft = { line: '', cursor: 0 };

/**
 * The line being typed at the bottom of a terminal, and text printed above it without tearing it. In the background text
 * is printed as it is, and the prompt comes back with the foreground.
 */
export class Prompt {
  readonly #output: TerminalOutput;
  readonly #events: PromptEvents;
  readonly #takeLinesOff: boolean;
  readonly #confirmPaste: boolean;
  readonly #raw: RawInput;
  #history: string[];
  #editor: LineEditor | undefined;
  #prompt: string;
  #keepLine = true;
  /** What was being typed while no keys are taken, or a question is. */
  #draft = empty;
  #ahead: readonly TerminalToken[] = [];
  /** Pasted lines that wait for an answer. */
  #pasted: readonly string[] | undefined;

  constructor(
    input: TerminalInput,
    output: TerminalOutput,
    events: PromptEvents,
    { prompt, history, takeLinesOff = false, confirmPaste = true }: PromptOptions,
  ) {
    this.#output = output;
    this.#events = events;
    this.#prompt = prompt;
    this.#history = history;
    this.#takeLinesOff = takeLinesOff;
    this.#confirmPaste = confirmPaste;
    this.#raw = new RawInput(input, output, {
      opened: () => this.#open(),
      left: () => this.#leave(),
      tokens: (tokens) => this.#takeAll(tokens),
      end: () => this.#end(),
    });
  }

  /** Shows the prompt and takes keys, once this process is in the foreground. */
  open(): void {
    this.#draft = empty;
    this.#raw.open();
  }

  /** Stops taking keys; what is being typed is lost. */
  close(): void {
    this.#leave();
    this.#pasted = undefined;
    this.#raw.close();
  }

  /** Changes what stands before the line, and whether that line goes into the history; draws it again. */
  set(prompt: string, { keepLine = true }: { readonly keepLine?: boolean } = {}): void {
    this.#prompt = prompt;
    this.#keepLine = keepLine;
    if (this.#pasted === undefined) this.#editor?.show({ prompt });
  }

  /** Draws the line again. */
  show(): void {
    this.#editor?.show();
  }

  /** Prints whole lines above the line being typed. */
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
        // The answer to a question is none of the lines.
        if (!this.#keepLine || history[0]?.startsWith(' ')) history.shift();
        this.#history = [...history];
      },
    };
    this.#editor = new LineEditor(this.#output, events, {
      prompt: asking === undefined ? this.#prompt : pasteQuestion(asking),
      history: this.#history,
      draft: asking === undefined ? this.#draft : empty,
      takeLinesOff: this.#takeLinesOff,
    });
    const ahead = this.#ahead;
    this.#ahead = [];
    this.#takeAll(ahead);
  }

  /** Takes the line being typed off the screen, and keeps it. */
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

  #takeAll(tokens: readonly TerminalToken[]): void {
    for (const [at, token] of tokens.entries()) {
      // Typed ahead of Ctrl-Z: it waits for the line to come back.
      if (this.#editor === undefined) return void (this.#ahead = tokens.slice(at));
      if (this.#pasted !== undefined) this.#answer(token);
      else if (token.type === 'key') this.#editor.key(token.text);
      else if (token.type === 'text') this.#editor.insert(token.text);
      else this.#paste(token.text);
    }
    // Of several keys at once readline only writes the characters.
    if (tokens.length > 1 || (tokens[0]?.text.length ?? 0) > 1) this.show();
  }

  #paste(text: string): void {
    const editor = this.#editor;
    if (editor === undefined) return;
    const lines = pastedLines(text);
    if (lines === undefined) return this.print(tooMuchPasted);
    // The answer to a question is one line.
    if (!this.#keepLine) lines.length = 1;
    // A single line is sent by Enter, as if it had been typed.
    if (lines.length === 1 || (lines.length === 2 && lines[1] === '')) {
      return editor.insert(lines[0] ?? '');
    }
    if (!this.#confirmPaste) return this.#takeLines(editor, lines);
    this.#pasted = lines;
    this.#draft = editor.draft;
    editor.show({ prompt: pasteQuestion(lines), draft: empty });
  }

  /** Takes the first key for the answer. */
  #answer({ type, text }: TerminalToken): void {
    const [editor, lines] = [this.#editor, this.#pasted];
    this.#pasted = undefined;
    if (editor === undefined || lines === undefined) return;
    editor.show({ prompt: this.#prompt, draft: this.#draft });
    if (/^y/i.test(text)) this.#takeLines(editor, lines);
    // Typed ahead.
    if (type === 'text') editor.insert(text.slice(1));
  }

  /** Takes the pasted lines, the first behind what was typed, the last before what stands behind the cursor. */
  #takeLines(editor: LineEditor, pasted: readonly string[]): void {
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
  return `Take ${count} pasted lines? y/N `;
}
