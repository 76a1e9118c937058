import { stripVTControlCharacters } from 'node:util';
import { wrapText } from '../../../../../common/text/wrap.ts';
import { HistoryFile } from '../../../../../common/terminal/history-file.ts';
import { type Completion, Prompt } from '../../../../../common/terminal/prompt.ts';
import {
  hasColors,
  type TerminalInput,
  type TerminalOutput,
} from '../../../../../common/terminal/streams.ts';
import { type AskHidden, askHidden } from './hidden-question.ts';
import { holdsSecret } from './input-line.ts';
import type { OutputEvent } from './output-events.ts';
import { mentions, render, type RenderContext } from './render.ts';
import { formatLine } from './styled-line.ts';
import type { View } from './views.ts';

/** Options of a {@link TerminalView}. */
interface TerminalViewOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** The file for typed lines; undefined keeps them in memory. */
  readonly historyPath: string | undefined;
  readonly confirmPaste: boolean;
  readonly context: () => RenderContext;
  complete(line: string): Completion;
  /** @param isText whether the line was pasted, so that it is never a command */
  onLine(line: string, isText: boolean): void;
  /** The user wants to quit. */
  onQuit(): void;
}

/** Maximum number of events kept during questions; beyond it the oldest are dropped. */
const maxHeld = 1000;

/** A prompt at the bottom of the terminal, with all events above it. */
export class TerminalView implements View {
  readonly #options: TerminalViewOptions;
  readonly #history: HistoryFile;
  readonly #prompt: Prompt;
  readonly #colors: boolean;
  readonly #closing = new AbortController();
  /** Events to show after the questions; undefined if none are being asked. */
  #held: string[] | undefined;

  constructor(options: TerminalViewOptions) {
    const { input, output } = options;
    this.#options = options;
    this.#colors = hasColors(output);
    this.#history = new HistoryFile(options.historyPath);
    input.on('error', () => options.onQuit());
    output.on('error', () => options.onQuit());
    this.#prompt = new Prompt(
      input,
      output,
      {
        line: (line, pasted) => this.#handleLine(line, pasted),
        interrupt: (typed) => {
          if (!typed) options.onQuit();
        },
        end: () => options.onQuit(),
        complete: (line) => options.complete(line),
      },
      {
        prompt: '> ',
        history: this.#history.newestFirst(),
        eraseLines: true,
        confirmPaste: options.confirmPaste,
      },
    );
    this.#prompt.open();
  }

  show(event: OutputEvent): void {
    const context = this.#options.context();
    const columns = this.#options.output.columns || 80;
    const lines = render(event, context).map((line) => {
      const formatted = formatLine(line, { colors: this.#colors });
      return wrapText(formatted, columns, ' '.repeat(indentOf(formatted))).join('\n');
    });
    if (lines.length === 0) return;
    const text = `${isPersonal(event, context.name) ? '\x07' : ''}${lines.join('\n')}`;
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

  setFocus(conversation: string | undefined): void {
    const name = conversation === undefined ? '' : formatLine([conversation], { colors: false });
    this.#prompt.set(`${name}> `);
  }

  close(): void {
    this.#closing.abort();
    this.#prompt.close();
    this.#options.input.pause();
  }

  #handleLine(line: string, pasted: boolean): void {
    // Pasted lines would displace the typed ones.
    if (!pasted && !holdsSecret(line)) this.#history.add(line);
    this.#options.onLine(line, pasted);
  }
}

/** How far the next rows of a line are indented: past its timestamp, or to the second column of a list. */
function indentOf(line: string): number {
  const text = stripVTControlCharacters(line);
  return /^(?: {2,}|\/\/?\S.*? {2,}|\d\d:\d\d (?:-- )?|-- )/.exec(text)?.[0].length ?? 0;
}

/** Whether to ring the bell: for a private message or a mention. */
function isPersonal(event: OutputEvent, name: string): boolean {
  if (event.type !== 'message' || event.own || event.past) return false;
  return event.room === undefined || mentions(event.text, name);
}
