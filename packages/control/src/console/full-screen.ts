import { RawInput } from '../../../../common/terminal/raw-input.ts';
import type { TerminalInput, TerminalOutput } from '../../../../common/terminal/streams.ts';

const [enter, leave] = ['\x1b[?1049h\x1b[?25l', '\x1b[?25h\x1b[?1049l'];

/**
 * The alternate screen of a terminal, for a command that redraws it. q, Escape and Ctrl-C quit; Ctrl-Z stops the job, and
 * a job in the background draws nothing.
 */
export class FullScreen {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #keys: RawInput;
  readonly #onData: (chunk: Buffer | string) => void;
  #shown = false;

  /** @param onQuit called for q, Escape and Ctrl-C, and when the terminal closes */
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
    // A chunk with Escape alone is the key itself, not the start of a sequence such as an arrow key.
    this.#onData = (chunk) => {
      if (String(chunk) === '\x1b') onQuit();
    };
    input.on('data', this.#onData);
    this.#keys.open();
  }

  /** Draws over the previous frame, without flicker. */
  draw(text: string): void {
    if (!this.#shown) return;
    const rows = this.#output.rows ?? 24;
    const lines = text.split('\n').slice(0, rows);
    const hint = lines.length < rows ? '\r\n\x1b[Kq to quit' : '';
    this.#output.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}${hint}\x1b[J`);
  }

  /** Restores the terminal. */
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
