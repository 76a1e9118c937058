import type { TerminalOutput } from '../../../../../common/terminal/streams.ts';
import { escapeJson } from '../../../../../common/text/visible.ts';
import type { AskHidden } from './hidden-question.ts';
import type { OutputEvent } from './output-events.ts';
import { render, type RenderContext } from './render.ts';
import { formatLine } from './styled-line.ts';

/** Shows events. */
export interface View {
  show(event: OutputEvent): void;
  /** The current conversation has changed. */
  setFocus(conversation: string | undefined): void;
  /** Asks questions; events are shown afterwards. Undefined without an interactive terminal. */
  ask?<T>(questions: (ask: AskHidden) => Promise<T>): Promise<T>;
  /** Restores the terminal. Idempotent. */
  close(): void;
}

/** Lines without colors and control characters, for pipes and files. Errors go to the error output. */
export class PlainView implements View {
  readonly #output: TerminalOutput;
  readonly #errorOutput: TerminalOutput;
  readonly #context: () => RenderContext;

  constructor(output: TerminalOutput, errorOutput: TerminalOutput, context: () => RenderContext) {
    this.#output = output;
    this.#errorOutput = errorOutput;
    this.#context = context;
  }

  show(event: OutputEvent): void {
    const isDiagnostic = event.type === 'error' || event.type === 'raw' || event.type === 'service';
    const output = isDiagnostic ? this.#errorOutput : this.#output;
    for (const line of render(event, this.#context())) {
      output.write(`${formatLine(line, { colors: false })}\n`);
    }
  }

  setFocus(): void {}

  close(): void {}
}

/** One JSON object per line and event, for programs. Texts are complete; control characters in them are escaped. */
export class JsonView implements View {
  readonly #output: TerminalOutput;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  show(event: OutputEvent): void {
    this.#output.write(`${escapeJson(JSON.stringify(event))}\n`);
  }

  setFocus(): void {}

  close(): void {}
}
