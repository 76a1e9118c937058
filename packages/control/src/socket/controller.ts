import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Executor, Io, Outcome } from '../shell/io.ts';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import {
  decodeLine,
  encodeOutcome,
  encodeSign,
  encodeText,
  type Hello,
  type Sign,
} from './protocol.ts';

/** What a {@link Controller} needs to know. */
export interface ControllerOptions {
  readonly id: number;
  /** The name of the server. */
  readonly name: string;
  readonly executor: Executor;
  readonly maxLineBytes: number;
}

const notASign: Outcome = {
  ok: false,
  code: 'ERR_CONTROL_USAGE',
  message: 'Not a sign of this protocol',
};

/** Commands, and signs that are answered, that wait for their turn; beyond that nothing is read. */
const maxWaiting = 64;
/** Unsent output beyond which a command, or the answer to a sign, waits for the controller to read. */
const maxUnsentBytes = 1_048_576;

/** A sign that is answered with one of the same type. */
type Request = Extract<Sign, { type: 'hello' | 'complete' }>;

/** One connection to the control socket. Its commands run one after another. */
export class Controller {
  readonly #socket: Socket;
  readonly #options: ControllerOptions;
  readonly #splitter: LineSplitter;
  readonly #waiting: (string | Outcome)[] = [];
  readonly #requests: Request[] = [];
  readonly #gone = new AbortController();
  readonly #inputEnded = new AbortController();
  #hello: Hello = {};
  #running: AbortController | undefined;
  #answer: ((yes: boolean) => void) | undefined;
  #answering = false;
  #ending = false;
  #closing = false;

  constructor(socket: Socket, options: ControllerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
    socket.on('data', (chunk: Buffer) => this.#take(this.#splitter.push(chunk)));
    socket.on('end', () => {
      this.#ending = true;
      this.#take(this.#splitter.end());
      this.#inputEnded.abort();
      this.#answer?.(false);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#forget();
      this.#answer?.(false);
      this.#gone.abort();
    });
  }

  /** Interrupts what runs, lets the last answer out, and ends the connection. */
  async close({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#forget();
    this.#closing = true;
    this.#running?.abort();
    this.#answer?.(false);
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const timer = setTimeout(() => this.#socket.destroy(), timeoutMs);
    this.#endWhenIdle();
    await closed;
    clearTimeout(timer);
  }

  #take(lines: readonly SplitLine[]): void {
    for (const line of lines) {
      if ('tooLong' in line) this.#waiting.push(this.#tooLong());
      else this.#takeLine(line);
    }
    this.#readWhileShort();
    void this.#work();
    void this.#answerRequests();
  }

  /** What is not read stays with the controller. */
  #readWhileShort(): void {
    if (Math.max(this.#waiting.length, this.#requests.length) > maxWaiting) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Drops what waits, and ends when what runs has ended. */
  #forget(): void {
    this.#ending = true;
    this.#waiting.length = 0;
    this.#requests.length = 0;
  }

  #takeLine(line: { readonly text: string }): void {
    const decoded = decodeLine(line.text);
    if (decoded === undefined) {
      this.#waiting.push(notASign);
    } else if (!('type' in decoded)) {
      this.#waiting.push(decoded.text);
    } else if (decoded.type === 'interrupt') {
      this.#running?.abort();
      this.#answer?.(false);
    } else if (decoded.type === 'answer') {
      this.#answer?.(decoded.yes);
    } else if (decoded.type === 'hello') {
      this.#hello = decoded.value ?? {};
      this.#requests.push(decoded);
    } else if (decoded.type === 'complete') {
      this.#requests.push(decoded);
    }
  }

  /** One after another, beside the command that runs: each is answered, in order. */
  async #answerRequests(): Promise<void> {
    if (this.#answering) return;
    this.#answering = true;
    for (let one = this.#requests.shift(); one !== undefined; one = this.#requests.shift()) {
      const value =
        one.type === 'hello'
          ? { protocol: 1, name: this.#options.name }
          : await this.#options.executor.complete(String(one.value));
      await this.#send(encodeSign({ type: one.type, value }));
      this.#readWhileShort();
    }
    this.#answering = false;
    this.#endWhenIdle();
  }

  async #work(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      const running = new AbortController();
      this.#running = running;
      const outcome =
        typeof line === 'string'
          ? await this.#options.executor.run(line, this.#io(running.signal))
          : line;
      await this.#send(encodeOutcome(outcome));
      this.#running = undefined;
      this.#readWhileShort();
    }
    this.#endWhenIdle();
  }

  #tooLong(): Outcome {
    const message = `A line has at most ${this.#options.maxLineBytes} bytes`;
    return { ok: false, code: 'ERR_CONTROL_LINE_TOO_LONG', message };
  }

  #endWhenIdle(): void {
    if (this.#ending && this.#running === undefined && !this.#answering) {
      if (this.#closing) this.#socket.destroySoon();
      else this.#socket.end();
      // The other side may keep its half open; nothing more is read from it.
      this.#socket.resume();
    }
  }

  #io(interrupted: AbortSignal): Io {
    const { asks, frames, colors, columns, rows } = this.#hello;
    return {
      origin: `controller ${this.#options.id}`,
      colors: colors === true,
      columns: size(columns, 1000),
      rows: size(rows, 24),
      signal: AbortSignal.any([interrupted, this.#gone.signal]),
      alone: this.#inputEnded.signal,
      write: (text) => this.#send(encodeText(text)),
      ...(asks === true && { ask: (question) => this.#ask(question) }),
      ...(frames === true && { frame: (text) => this.#send(encodeSign({ type: 'frame', text })) }),
      leave: () => this.#forget(),
    };
  }

  async #ask(question: string): Promise<boolean> {
    // Nobody is left who could answer.
    if (this.#inputEnded.signal.aborted || this.#gone.signal.aborted || this.#closing) return false;
    const answered = Promise.withResolvers<boolean>();
    this.#answer = answered.resolve;
    await this.#send(encodeSign({ type: 'ask', question }));
    const yes = await answered.promise;
    this.#answer = undefined;
    return yes;
  }

  /** Waits while a controller doesn't read: it slows down its own command, nothing else. */
  async #send(text: string): Promise<void> {
    if (!this.#socket.writable) return;
    if (this.#socket.write(text) || this.#socket.writableLength < maxUnsentBytes) return;
    try {
      await once(this.#socket, 'drain', { signal: this.#gone.signal });
    } catch {
      // Gone.
    }
  }
}

function size(told: unknown, otherwise: number): number {
  return typeof told === 'number' && told >= 10 && told <= 1000 ? Math.floor(told) : otherwise;
}
