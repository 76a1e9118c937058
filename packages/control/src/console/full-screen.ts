import { RawInput } from '../../../../common/terminal/raw-input.ts';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

const [enter, leave] = ['\x1b[?1049h\x1b[?25l', '\x1b[?25h\x1b[?1049l'];

/**
 * The whole terminal, for a command that redraws it; what stood there comes back. Ends with q, Escape or Ctrl-C. Ctrl-Z
 * stops the job; in the background nothing is drawn.
 */
export class FullScreen {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #keys: RawInput;
  readonly #onData: (chunk: Buffer | string) => void;
  #shown = false;

  /** @param onQuit called when the operator wants to leave */
  constructor(input: TerminalInput, output: TerminalOutput, onQuit: () => void) {
    this.#input = input;
    this.#output = output;
    this.#keys = new RawInput(input, output, {
      opened: () => this.#show(true),
      left: () => this.#show(false),
      tokens: (tokens) => {
        for (const { text } of tokens) {
          if (text === '\x1a') this.#keys.suspend();
          // eslint-disable-next-line no-control-regex
          else if (/^[qQ\x03\x04]/.test(text)) onQuit();
        }
      },
      end: onQuit,
    });
    // An arrow key begins with Escape too; Escape alone is the key itself.
    this.#onData = (chunk) => {
      if (String(chunk) === '\x1b') onQuit();
    };
    input.on('data', this.#onData);
    this.#keys.open();
  }

  /** Draws over what stands there, without flicker. */
  draw(text: string): void {
    if (!this.#shown) return;
    const rows = this.#output.rows ?? 24;
    const lines = text.split('\n').slice(0, rows);
    const hint = lines.length < rows ? '\r\n\x1b[Kq to leave' : '';
    this.#output.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}${hint}\x1b[J`);
  }

  /** Gives the terminal back. */
  close(): void {
    this.#input.off('data', this.#onData);
    this.#keys.close();
    this.#show(false);
  }

  #show(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#output.write(shown ? enter : leave);
  }
}
