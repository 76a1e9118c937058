import type { CommandIo } from '../../src/executor.ts';

/** A `CommandIo` that records the output. */
export class FakeIo implements CommandIo {
  readonly origin = 'test';
  readonly colors = false;
  readonly columns: number;
  readonly rows: number;
  readonly interrupted = new AbortController();
  readonly signal = this.interrupted.signal;
  readonly written: string[] = [];
  /** Resolves a waiting {@link sees}. */
  #wake = (): void => {};
  ask?: (question: string) => Promise<boolean>;
  frame?: (text: string) => void;
  exit?: () => void;

  constructor(columns = 100, rows = 30) {
    this.columns = columns;
    this.rows = rows;
  }

  get text(): string {
    return this.written.join('\n');
  }

  write(text: string): void {
    this.written.push(text);
    this.#wake();
  }

  /** Resolves when the output contains a text. */
  async sees(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
