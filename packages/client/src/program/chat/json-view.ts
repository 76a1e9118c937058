import type { TerminalOutput } from '../../../../../common/terminal/streams.ts';
import { escapeJson } from '../../../../../common/text/visible.ts';
import type { Shown } from './shown.ts';
import type { View } from './view.ts';

/** One JSON object a line for each event, for programs. Texts are whole; what could control a terminal is escaped. */
export class JsonView implements View {
  readonly #output: TerminalOutput;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  show(shown: Shown): void {
    this.#output.write(`${escapeJson(JSON.stringify(shown))}\n`);
  }

  focused(): void {}

  close(): void {}
}
