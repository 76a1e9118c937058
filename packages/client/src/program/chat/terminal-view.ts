import { HistoryFile } from '../../../../../common/terminal/history-file.ts';
import { type Completion, Prompt } from '../../../../../common/terminal/prompt.ts';
import { stripVTControlCharacters } from 'node:util';
import { wrapWords } from '../../terminal/wrap.ts';
import { askHidden } from '../../terminal/ask.ts';
import {
  hasColors,
  type TerminalInput,
  type TerminalOutput,
} from '../../../../../common/terminal/streams.ts';
import { holdsSecret } from './holds-secret.ts';
import { drawLine } from './line.ts';
import { render, type Scene } from './render.ts';
import type { Shown } from './shown.ts';
import type { AskHidden, View } from './view.ts';

/** What a {@link TerminalView} needs. */
export interface TerminalViewOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** Undefined where nothing can be kept. */
  readonly historyPath: string | undefined;
  readonly confirmPaste: boolean;
  readonly scene: () => Scene;
  complete(line: string): Completion;
  /** @param isText it was pasted: nothing in it is a command */
  onLine(line: string, isText: boolean): void;
  /** The user wants to leave. */
  onLeave(): void;
}

/** So much is shown once the questions are answered: the latest. */
const maxHeld = 1000;

/** A line being typed at the bottom of a terminal, everything else above it. */
export class TerminalView implements View {
  readonly #options: TerminalViewOptions;
  readonly #history: HistoryFile;
  readonly #prompt: Prompt;
  readonly #colors: boolean;
  readonly #closing = new AbortController();
  /** What is to be shown once the questions are answered; undefined while none is asked. */
  #held: string[] | undefined;

  constructor(options: TerminalViewOptions) {
    const { input, output } = options;
    this.#options = options;
    this.#colors = hasColors(output);
    this.#history = new HistoryFile(options.historyPath);
    input.on('error', () => options.onLeave());
    output.on('error', () => options.onLeave());
    this.#prompt = new Prompt(
      input,
      output,
      {
        line: (line, pasted) => this.#take(line, pasted),
        interrupt: (typed) => {
          if (!typed) options.onLeave();
        },
        end: () => options.onLeave(),
        complete: (line) => options.complete(line),
      },
      {
        prompt: '> ',
        history: this.#history.newestFirst(),
        takeLinesOff: true,
        confirmPaste: options.confirmPaste,
      },
    );
    this.#prompt.open();
  }

  show(shown: Shown): void {
    const scene = this.#options.scene();
    const columns = this.#options.output.columns || 80;
    const lines = render(shown, scene).map((line) => {
      const drawn = drawLine(line, { colors: this.#colors });
      return wrapWords(drawn, columns, indentOf(drawn));
    });
    if (lines.length === 0) return;
    const text = `${rings(shown, scene) ? '\x07' : ''}${lines.join('\n')}`;
    if (this.#held === undefined) this.#prompt.print(text);
    else if (this.#held.push(text) > maxHeld) this.#held.shift();
  }

  async ask<T>(questions: (ask: AskHidden) => Promise<T>): Promise<T> {
    const { input, output } = this.#options;
    const { signal } = this.#closing;
    const held = (this.#held ??= []);
    this.#prompt.close();
    try {
      return await questions((question) => askHidden(question, { input, output, signal }));
    } finally {
      this.#held = undefined;
      if (!signal.aborted) this.#prompt.open();
      for (const text of held) this.#prompt.print(text);
    }
  }

  focused(conversation: string | undefined): void {
    const name = conversation === undefined ? '' : drawLine([conversation], { colors: false });
    this.#prompt.set(`${name}> `);
  }

  close(): void {
    this.#closing.abort();
    this.#prompt.close();
    this.#options.input.pause();
  }

  #take(line: string, pasted: boolean): void {
    // Pasted lines would push out those that were typed.
    if (!pasted && !holdsSecret(line)) this.#history.add(line);
    this.#options.onLine(line, pasted);
  }
}

/** Further rows of a line begin below its text: behind a time of day, or the second column of a list. */
function indentOf(drawn: string): number {
  const text = stripVTControlCharacters(drawn);
  return /^(?: {2,}|\/\/?\S.*? {2,}|\d\d:\d\d (?:-- )?|-- )/.exec(text)?.[0].length ?? 0;
}

/** The bell rings for what is meant for one personally. */
function rings(shown: Shown, { isMentioned }: Scene): boolean {
  if (shown.type !== 'message' || shown.own || shown.past) return false;
  return shown.room === undefined || isMentioned(shown.text);
}
