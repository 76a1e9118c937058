import { isUtf8 } from 'node:buffer';
import { maxLineBytes, maxTagBytes } from './format-message.ts';
import { overflow } from './budget.ts';

const lineFeed = 10;

/** Takes lines out of a stream of bytes. What is not UTF-8 is read as Latin-1, as old clients write it. */
export class LineDecoder {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(maxBytes = maxLineBytes + maxTagBytes) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The lines that are complete with this chunk, without their ends; empty ones are left out.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if a line is longer than the bound
   */
  push(chunk: Buffer): string[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
      this.#check(end - from);
      const line = decode(bytes.subarray(from, end));
      if (line !== '') lines.push(line);
      from = end + 1;
    }
    this.#check(bytes.length - from);
    this.#rest = Buffer.from(bytes.subarray(from));
    return lines;
  }

  #check(bytes: number): void {
    if (bytes > this.#maxBytes) throw overflow(`a line of more than ${this.#maxBytes} bytes`);
  }
}

function decode(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/\r+$/, '');
}
