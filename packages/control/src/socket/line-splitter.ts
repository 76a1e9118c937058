/** A line, or that one was longer than the bound and has been thrown away. */
export type SplitLine = { readonly text: string } | { readonly tooLong: true };

const lineFeed = 0x0a;

/**
 * Makes lines of bytes. Takes LF and CRLF; holds at most one line of the bound. Each byte is looked at once, into however
 * many chunks a line is cut.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  /** The line that has begun; none of it once it is too long. */
  readonly #pieces: Buffer[] = [];
  #begunBytes = 0;

  /** @param maxBytes longest line, in bytes, without its LF */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that are complete with this chunk, which must not be changed afterwards. */
  push(chunk: Buffer): SplitLine[] {
    const lines: SplitLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#begin(chunk.subarray(from, at));
      lines.push(this.#end());
      from = at + 1;
    }
    this.#begin(chunk.subarray(from));
    return lines;
  }

  /** The line without a line end at the end, if there is one. */
  end(): SplitLine[] {
    return this.#begunBytes === 0 ? [] : [this.#end()];
  }

  #begin(piece: Buffer): void {
    this.#begunBytes += piece.length;
    if (this.#begunBytes > this.#maxBytes) this.#pieces.length = 0;
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #end(): SplitLine {
    const tooLong = this.#begunBytes > this.#maxBytes;
    const text = Buffer.concat(this.#pieces).toString();
    this.#pieces.length = 0;
    this.#begunBytes = 0;
    // What is no UTF-8 takes three bytes in place of one.
    if (tooLong || Buffer.byteLength(text) > this.#maxBytes) return { tooLong: true };
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}
