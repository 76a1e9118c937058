import type { TerminalOutput } from '../../../../../common/terminal/streams.ts';
import { drawLine } from './line.ts';
import { render, type Scene } from './render.ts';
import type { Shown } from './shown.ts';
import type { View } from './view.ts';

/** Whole lines without colours and controls, for pipes and files: events to the output, failures to the error output. */
export class PlainView implements View {
  readonly #output: TerminalOutput;
  readonly #errorOutput: TerminalOutput;
  readonly #scene: () => Scene;

  constructor(output: TerminalOutput, errorOutput: TerminalOutput, scene: () => Scene) {
    this.#output = output;
    this.#errorOutput = errorOutput;
    this.#scene = scene;
  }

  show(shown: Shown): void {
    const aside = shown.type === 'error' || shown.type === 'raw' || shown.type === 'service';
    const output = aside ? this.#errorOutput : this.#output;
    for (const line of render(shown, this.#scene())) {
      output.write(`${drawLine(line, { colors: false })}\n`);
    }
  }

  focused(): void {}

  close(): void {}
}
