import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

/** The whole terminal, for a command that redraws it; what stood there comes back. Ends with q, Escape or Ctrl-C. */
export class FullScreen {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #onData: (chunk: Buffer | string) => void;

  /** @param onQuit called when the operator wants to leave */
  constructor(input: TerminalInput, output: TerminalOutput, onQuit: () => void) {
    this.#input = input;
    this.#output = output;
    this.#onData = (chunk) => {
      const keys = String(chunk);
      // An arrow key begins with Escape too; Escape alone is the key itself.
      // eslint-disable-next-line no-control-regex
      if (/[qQ\x03\x04]/.test(keys) || keys === '\x1b') onQuit();
    };
    output.write('\x1b[?1049h\x1b[?25l');
    input.setRawMode?.(true);
    input.on('data', this.#onData);
    input.resume();
  }

  /** Draws over what stands there, without flicker. */
  draw(text: string): void {
    const rows = this.#output.rows ?? 24;
    const lines = text.split('\n').slice(0, rows);
    const hint = lines.length < rows ? '\r\n\x1b[Kq to leave' : '';
    this.#output.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}${hint}\x1b[J`);
  }

  /** Gives the terminal back. */
  close(): void {
    this.#input.off('data', this.#onData);
    this.#input.setRawMode?.(false);
    this.#output.write('\x1b[?25h\x1b[?1049l');
  }
}
