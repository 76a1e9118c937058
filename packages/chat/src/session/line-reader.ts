import { isUtf8 } from 'node:buffer';

const CR = 13;
const LF = 10;
const NUL = 0;

/** A line, or what is wrong with it. */
export type Line =
  | {
      readonly type: 'line';
      readonly text: string;
      /** It ended in CR LF or CR NUL, as telnet sends it and a terminal does not. */
      readonly network: boolean;
    }
  | { readonly type: 'not-utf8' }
  | { readonly type: 'too-long'; readonly bytes: number }
  /** So much came without an end of line that nothing can be done with it: the last there is. */
  | { readonly type: 'endless' };

/** Bounds of a line in bytes, without its end. */
export interface LineBounds {
  /** Beyond it the line is not taken. @default 1024 */
  readonly maxLineBytes?: number;
  /** Beyond it the line is not even read to its end. @default 8192 */
  readonly maxPendingBytes?: number;
}

/** Cuts bytes into lines at CR, LF, CR LF or CR NUL, wherever the chunks are cut. Holds at most one line. */
export class LineReader {
  readonly #maxLineBytes: number;
  readonly #maxPendingBytes: number;
  #pending: Buffer | undefined;
  #pendingBytes = 0;
  #afterCr = false;
  /** The line whose CR was the last byte seen: the next byte tells what it ended in. */
  #network = false;
  #over = false;

  constructor({ maxLineBytes = 1024, maxPendingBytes = 8192 }: LineBounds = {}) {
    this.#maxLineBytes = maxLineBytes;
    this.#maxPendingBytes = maxPendingBytes;
  }

  /** The lines that end in this chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length && !this.#over; index += 1) {
      const byte = chunk[index];
      if (this.#afterCr) {
        this.#afterCr = false;
        if (byte === LF || byte === NUL) {
          start = index + 1;
          continue;
        }
      }
      if (byte !== LF && byte !== CR) continue;
      this.#afterCr = byte === CR;
      const next = chunk[index + 1];
      this.#network = byte === CR && (next === LF || next === NUL);
      lines.push(this.#line(chunk.subarray(start, index)));
      start = index + 1;
    }
    if (start < chunk.length && !this.#over) this.#keep(chunk.subarray(start));
    if (this.#over) lines.push({ type: 'endless' });
    return lines;
  }

  /** What is left when nothing more comes: the last line need not have an end. */
  end(): Line[] {
    if (this.#over || this.#pendingBytes === 0) return [];
    this.#network = false;
    return [this.#line(Buffer.alloc(0))];
  }

  #line(rest: Buffer): Line {
    const bytes = this.#pendingBytes + rest.length;
    if (bytes > this.#maxPendingBytes) {
      this.#over = true;
      return { type: 'too-long', bytes };
    }
    const whole =
      this.#pendingBytes === 0 || !this.#pending
        ? rest
        : Buffer.concat([this.#pending.subarray(0, this.#pendingBytes), rest]);
    this.#pendingBytes = 0;
    if (bytes > this.#maxLineBytes) return { type: 'too-long', bytes };
    if (!isUtf8(whole)) return { type: 'not-utf8' };
    return { type: 'line', text: whole.toString('utf8'), network: this.#network };
  }

  #keep(rest: Buffer): void {
    if (this.#pendingBytes + rest.length > this.#maxPendingBytes) {
      this.#over = true;
      this.#pending = undefined;
      this.#pendingBytes = 0;
      return;
    }
    this.#pending ??= Buffer.allocUnsafe(this.#maxPendingBytes);
    rest.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes += rest.length;
  }
}
