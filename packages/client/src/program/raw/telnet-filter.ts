import { StringDecoder } from 'node:string_decoder';

const [iac, sb, se, will, dont] = [255, 250, 240, 251, 254];

/** Takes telnet's commands (RFC 854) out of a stream of bytes, and reads the rest as UTF-8. */
export class TelnetFilter {
  readonly #decoder = new StringDecoder('utf8');
  #state: 'data' | 'iac' | 'option' | 'sub' | 'subIac' = 'data';
  /** A CR may be followed by the LF it belongs to, in the next chunk. */
  #carriageReturn = false;

  push(chunk: Buffer): string {
    const data = Buffer.alloc(chunk.length);
    let length = 0;
    for (const byte of chunk) if (this.#isData(byte)) data[length++] = byte;
    let text = this.#decoder.write(data.subarray(0, length));
    if (this.#carriageReturn) text = `\r${text}`;
    this.#carriageReturn = text.endsWith('\r');
    return this.#carriageReturn ? text.slice(0, -1) : text;
  }

  /** What is left at the end. */
  end(): string {
    return `${this.#carriageReturn ? '\r' : ''}${this.#decoder.end()}`;
  }

  #isData(byte: number): boolean {
    switch (this.#state) {
      case 'data':
        if (byte !== iac) return true;
        this.#state = 'iac';
        return false;
      case 'iac':
        if (byte === sb) this.#state = 'sub';
        else this.#state = byte >= will && byte <= dont ? 'option' : 'data';
        // Twice it is the byte itself.
        return byte === iac;
      case 'option':
        this.#state = 'data';
        return false;
      case 'sub':
        if (byte === iac) this.#state = 'subIac';
        return false;
      case 'subIac':
        this.#state = byte === se ? 'data' : 'sub';
        return false;
    }
  }
}
