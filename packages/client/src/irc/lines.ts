import { isUtf8 } from 'node:buffer';
import { overflowError } from './budget.ts';
import { maxLineBytes, maxTagBytes } from './message.ts';

const lineFeed = 10;

/** Splits a stream of bytes into lines. Anything that is not UTF-8 is decoded as Latin-1, which old clients send. */
export class LineDecoder {
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(maxBytes = maxLineBytes + maxTagBytes) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Returns the lines this chunk completes, without their line ends and without empty ones.
   *
   * @throws {ClientError} `ERR_CLIENT_OVERFLOW` if a line is too long
   */
  push(chunk: Buffer): string[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      this.#checkLength(end - start);
      const line = decode(bytes.subarray(start, end));
      if (line !== '') lines.push(line);
      start = end + 1;
    }
    this.#checkLength(bytes.length - start);
    this.#rest = Buffer.from(bytes.subarray(start));
    return lines;
  }

  #checkLength(bytes: number): void {
    if (bytes > this.#maxBytes) {
      throw overflowError(`a line of more than ${this.#maxBytes} bytes`);
    }
  }
}

function decode(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/\r+$/, '');
}

/** Whether a line was received or sent. */
export type LineDirection = 'in' | 'out';

const mask = '***';
const secretCommand =
  /^((?:@\S+ +)?(?::\S+ +)?)(PASS|PASSWD|AUTHENTICATE|REGISTER|OPER|NOTE TOKEN TOKEN_ISSUED)( +)(.*)$/i;

/** Masks passwords and tokens in a line, so that it can be shown or logged. */
export function maskSecrets(line: string, direction: LineDirection): string {
  const match = secretCommand.exec(line);
  if (match === null) return line;
  const [, prefix = '', command = '', space = '', rest = ''] = match;
  return `${prefix}${command}${space}${maskParams(command.toUpperCase(), rest, direction)}`;
}

function maskParams(command: string, params: string, direction: LineDirection): string {
  switch (command) {
    case 'AUTHENTICATE':
      // The mechanism, the server's `+` and an abort (`*`) are not secret.
      return /^(?:PLAIN|EXTERNAL|\+|\*)$/.test(params) ? params : mask;
    case 'REGISTER':
      return direction === 'in' && /^(?:SUCCESS|VERIFICATION_REQUIRED) /.test(params)
        ? params
        : maskLastParam(params);
    case 'NOTE TOKEN TOKEN_ISSUED':
      return params.replace(/^\S+/, mask);
    default:
      return mask;
  }
}

/** A password is the last word, or everything after a colon. */
function maskLastParam(params: string): string {
  const start = / :/.exec(params)?.index ?? params.trimEnd().lastIndexOf(' ');
  return `${params.slice(0, start + 1)}${mask}`;
}
