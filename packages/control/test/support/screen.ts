import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';

/** A terminal in memory. It interprets the sequences that readline and the console write, and throws for unknown ones.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows: number;
  /** The text of the screen and of all lines scrolled off. */
  lines: string[][] = [[]];
  row = 0;
  column = 0;
  readonly #changed = new EventEmitter();
  #rest = '';

  constructor({ columns = 40, rows = 500 } = {}) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  /** The visible text, without trailing spaces. */
  get text(): string {
    return this.lines
      .map((line) =>
        Array.from(line, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  /** Resolves when a text is visible. */
  async sees(text: string | RegExp): Promise<void> {
    while (!(typeof text === 'string' ? this.text.includes(text) : text.test(this.text))) {
      await new Promise((resolve) => this.#changed.once('change', resolve));
    }
  }

  override _write(chunk: string | Buffer, _: string, done: () => void): void {
    this.#feed(String(chunk));
    this.#changed.emit('change');
    done();
  }

  #feed(text: string): void {
    let rest = this.#rest + text;
    this.#rest = '';
    while (rest !== '') {
      // eslint-disable-next-line no-control-regex
      const match = /^\x1b\[(\??)([\d;]*)([A-Za-z])/.exec(rest);
      if (match !== null) {
        this.#control(match[1] === '?', Number(match[2] || '1'), match[2] ?? '', match[3] ?? '');
        rest = rest.slice(match[0].length);
        continue;
      }
      // eslint-disable-next-line no-control-regex
      if (/^\x1b(\[[\d;?]*)?$/.test(rest)) {
        this.#rest = rest;
        return;
      }
      this.#put(rest[0] ?? '');
      rest = rest.slice(1);
    }
  }

  #control(isPrivate: boolean, count: number, raw: string, letter: string): void {
    if (isPrivate || letter === 'm') return;
    if (letter === 'A') this.row = Math.max(0, this.row - count);
    else if (letter === 'B') this.row += count;
    else if (letter === 'C') this.column += count;
    else if (letter === 'D') this.column = Math.max(0, this.column - count);
    else if (letter === 'G') this.column = count - 1;
    else if (letter === 'H') [this.row, this.column] = [0, 0];
    else if (letter === 'K') this.#line().length = Math.min(this.#line().length, this.column);
    else if (letter === 'J' && (raw === '' || raw === '0')) {
      this.#line().length = Math.min(this.#line().length, this.column);
      this.lines.length = this.row + 1;
    } else throw new Error(`unknown sequence ${raw}${letter}`);
  }

  #put(character: string): void {
    if (character === '\r') this.column = 0;
    else if (character === '\n') {
      // As a terminal with output processing does.
      this.column = 0;
      this.row += 1;
      this.#line();
    } else if (character < ' ') throw new Error(`control character ${character.charCodeAt(0)}`);
    else {
      if (this.column >= this.columns) {
        this.column = 0;
        this.row += 1;
      }
      const line = this.#line();
      while (line.length < this.column) line.push(' ');
      line[this.column] = character;
      this.column += 1;
    }
  }

  #line(): string[] {
    while (this.lines.length <= this.row) this.lines.push([]);
    return this.lines[this.row] ?? [];
  }
}

/** A keyboard in memory. */
export class Keyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;

  setRawMode(on: boolean): this {
    this.raw = on;
    return this;
  }

  type(text: string): void {
    this.write(text);
  }
}
