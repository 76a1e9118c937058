import { StringDecoder } from 'node:string_decoder';

/** A line, or that one was longer than the bound and has been thrown away. */
export type SplitLine = { readonly text: string } | { readonly tooLong: true };

/** Makes lines of bytes. Takes LF and CRLF; holds at most one line of the bound. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #decoder = new StringDecoder('utf8');
  #begun = '';
  #discarding = false;

  /** @param maxBytes longest line, in bytes, without its line end */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that are complete with this chunk. */
  push(chunk: Buffer): SplitLine[] {
    const lines: SplitLine[] = [];
    const parts = (this.#begun + this.#decoder.write(chunk)).split('\n');
    this.#begun = parts.pop() ?? '';
    for (const part of parts) lines.push(this.#line(part));
    if (Buffer.byteLength(this.#begun) > this.#maxBytes) {
      this.#discarding = true;
      this.#begun = '';
    }
    return lines;
  }

  /** The line without a line end at the end, if there is one. */
  end(): SplitLine[] {
    const rest = this.#begun + this.#decoder.end();
    this.#begun = '';
    return rest === '' && !this.#discarding ? [] : [this.#line(rest)];
  }

  #line(part: string): SplitLine {
    const tooLong = this.#discarding || Buffer.byteLength(part) > this.#maxBytes;
    this.#discarding = false;
    return tooLong ? { tooLong: true } : { text: part.endsWith('\r') ? part.slice(0, -1) : part };
  }
}
