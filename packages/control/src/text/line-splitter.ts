/** A line, or a note that a line exceeded the maximum length and was discarded. */
export type SplitLine = { readonly text: string } | { readonly tooLong: true };

const lineFeed = 0x0a;

/**
 * Splits bytes into lines that end with LF or CRLF. Buffers at most one line of the maximum length, and examines each byte
 * once, however many chunks a line arrives in.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  /** The current line; empty once it is too long. */
  readonly #pieces: Buffer[] = [];
  #lineBytes = 0;

  /** @param maxBytes maximum length of a line without its LF */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Returns the lines completed by the chunk, which must not be modified afterwards. */
  push(chunk: Buffer): SplitLine[] {
    const lines: SplitLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#append(chunk.subarray(from, at));
      lines.push(this.#end());
      from = at + 1;
    }
    this.#append(chunk.subarray(from));
    return lines;
  }

  /** Returns the last line if it has no line end. */
  end(): SplitLine[] {
    return this.#lineBytes === 0 ? [] : [this.#end()];
  }

  #append(piece: Buffer): void {
    this.#lineBytes += piece.length;
    if (this.#lineBytes > this.#maxBytes) this.#pieces.length = 0;
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #end(): SplitLine {
    const tooLong = this.#lineBytes > this.#maxBytes;
    const text = Buffer.concat(this.#pieces).toString();
    this.#pieces.length = 0;
    this.#lineBytes = 0;
    // An invalid byte becomes a replacement character of three bytes.
    if (tooLong || Buffer.byteLength(text) > this.#maxBytes) return { tooLong: true };
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}
