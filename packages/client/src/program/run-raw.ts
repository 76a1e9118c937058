import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { visible } from '../../../../common/text/visible.ts';
import { messageOf } from '../../../../common/thrown.ts';
import { dial } from '../connection/dial.ts';
import type { RawInvocation } from './arguments.ts';
import { dialOptions, formatAddress, insecureWarning } from './server-address.ts';
import { pauseWhileFull, printLine, readLines, type Streams } from './streams.ts';
import { exitCodes } from './usage.ts';

/**
 * Connects to any server: sends lines with CR LF, and prints what the server sends, with control characters made visible and
 * without telnet commands. Resolves to the exit code when the connection ends: 1 if the connection failed.
 */
export async function runRaw(invocation: RawInvocation, streams: Streams): Promise<number> {
  const { input, output, errorOutput } = streams;
  const warning = insecureWarning(invocation);
  if (warning !== undefined) printLine(errorOutput, '-- ', `warning: ${warning}`);
  const socket = await dial(dialOptions(invocation));
  printLine(errorOutput, '-- ', `connected to ${formatAddress(invocation.address)}`);
  let failure: Error | undefined;
  socket.on('error', (error: Error) => void (failure = error));
  const filter = new TelnetFilter();
  const written = pauseWhileFull(socket, [output]);
  socket.on('data', (chunk: Buffer) => {
    output.write(visibleLines(filter.push(chunk)));
    written();
  });
  const ended = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  const interrupt = (): void => void socket.end();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  socket.resume();
  sendLines().catch((error: unknown) => socket.destroy(error as Error));
  await ended;
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  output.write(visibleLines(filter.end()));
  errorOutput.write(
    `-- ${failure === undefined ? 'the server closed the connection' : messageOf(failure)}\n`,
  );
  return failure === undefined ? exitCodes.ok : exitCodes.failure;

  async function sendLines(): Promise<void> {
    for await (const line of readLines(input)) {
      if (socket.destroyed) return;
      // UTF-8 never contains the byte that starts a telnet command (255).
      if (!socket.write(`${line}\r\n`)) await Promise.race([drained(socket), ended]);
    }
    socket.end();
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('drain', () => resolve()));
}

/** Makes control characters visible, except line ends and tabs. */
function visibleLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : visible(part)))
    .join('');
}

const [iac, sb, se, will, dont] = [255, 250, 240, 251, 254];

/** Removes telnet commands (RFC 854) from a stream of bytes, and decodes the rest as UTF-8. */
export class TelnetFilter {
  readonly #decoder = new StringDecoder('utf8');
  #state: 'data' | 'iac' | 'option' | 'sub' | 'subIac' = 'data';
  /** A CR at the end of a chunk may be the first half of CR LF. */
  #endsWithCr = false;

  push(chunk: Buffer): string {
    const data = Buffer.alloc(chunk.length);
    let length = 0;
    for (const byte of chunk) if (this.#isData(byte)) data[length++] = byte;
    let text = this.#decoder.write(data.subarray(0, length));
    if (this.#endsWithCr) text = `\r${text}`;
    this.#endsWithCr = text.endsWith('\r');
    return this.#endsWithCr ? text.slice(0, -1) : text;
  }

  /** Returns what is left at the end of the stream. */
  end(): string {
    return `${this.#endsWithCr ? '\r' : ''}${this.#decoder.end()}`;
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
        // IAC IAC stands for the byte itself.
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
