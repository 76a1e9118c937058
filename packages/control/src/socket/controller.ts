import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Executor, CommandIo, Outcome } from '../executor.ts';
import { LineSplitter, type SplitLine } from '../text/line-splitter.ts';
import {
  decodeLine,
  encodeOutcome,
  encodeMessage,
  encodeText,
  type ClientHello,
  type ControlMessage,
  type ServerHello,
} from './protocol.ts';

/** Options of a {@link Controller}. */
interface ControllerOptions {
  readonly id: number;
  /** The name of the server. */
  readonly name: string;
  /** The data folder of the server. */
  readonly data?: string;
  readonly executor: Executor;
  readonly maxLineBytes: number;
}

const invalidMessage: Outcome = {
  ok: false,
  code: 'ERR_CONTROL_USAGE',
  message: 'Invalid control message',
};

/** Maximum number of queued commands, and of queued requests; reading pauses beyond it. */
const maxQueued = 64;
/** Unsent output, in bytes, beyond which a command waits for the controller to read. */
const maxUnsentBytes = 1_048_576;

/** A control message with a response of the same type. */
type Request = Extract<ControlMessage, { type: 'hello' | 'complete' }>;

/** A connection to the control socket. Its commands run one at a time, in order. */
export class Controller {
  readonly #socket: Socket;
  readonly #options: ControllerOptions;
  readonly #splitter: LineSplitter;
  readonly #commands: (string | Outcome)[] = [];
  readonly #requests: Request[] = [];
  readonly #disconnected = new AbortController();
  readonly #inputEnded = new AbortController();
  #hello: ClientHello = {};
  #running: AbortController | undefined;
  #onAnswer: ((yes: boolean) => void) | undefined;
  #responding = false;
  #ending = false;
  #closing = false;

  constructor(socket: Socket, options: ControllerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
    socket.on('data', (chunk: Buffer) => this.#receive(this.#splitter.push(chunk)));
    socket.on('end', () => {
      this.#ending = true;
      this.#receive(this.#splitter.end());
      this.#inputEnded.abort();
      this.#onAnswer?.(false);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#dropQueue();
      this.#onAnswer?.(false);
      this.#disconnected.abort();
    });
  }

  /** Interrupts the running command, sends the last output, and closes the connection. */
  async close({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#dropQueue();
    this.#closing = true;
    this.#running?.abort();
    this.#onAnswer?.(false);
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const timer = setTimeout(() => this.#socket.destroy(), timeoutMs);
    this.#endWhenIdle();
    await closed;
    clearTimeout(timer);
  }

  #receive(lines: readonly SplitLine[]): void {
    for (const line of lines) {
      if ('tooLong' in line) this.#commands.push(this.#lineTooLong());
      else this.#receiveLine(line);
    }
    this.#pauseWhileFull();
    void this.#runCommands();
    void this.#respond();
  }

  /** Stops reading while the queues are full. */
  #pauseWhileFull(): void {
    if (Math.max(this.#commands.length, this.#requests.length) > maxQueued) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Drops the queued commands, and closes after the running one. */
  #dropQueue(): void {
    this.#ending = true;
    this.#commands.length = 0;
    this.#requests.length = 0;
  }

  #receiveLine(line: { readonly text: string }): void {
    const decoded = decodeLine(line.text);
    if (decoded === undefined) {
      this.#commands.push(invalidMessage);
    } else if (!('type' in decoded)) {
      this.#commands.push(decoded.text);
    } else if (decoded.type === 'interrupt') {
      this.#running?.abort();
      this.#onAnswer?.(false);
    } else if (decoded.type === 'answer') {
      this.#onAnswer?.(decoded.yes);
    } else if (decoded.type === 'hello') {
      this.#hello = decoded.value ?? {};
      this.#requests.push(decoded);
    } else if (decoded.type === 'complete') {
      this.#requests.push(decoded);
    }
  }

  /** Responds to requests in order, while a command runs too. */
  async #respond(): Promise<void> {
    if (this.#responding) return;
    this.#responding = true;
    for (let one = this.#requests.shift(); one !== undefined; one = this.#requests.shift()) {
      const { name, data } = this.#options;
      const value =
        one.type === 'hello'
          ? ({ protocol: 1, name, ...(data !== undefined && { data }) } satisfies ServerHello)
          : await this.#options.executor.complete(String(one.value));
      await this.#send(encodeMessage({ type: one.type, value }));
      this.#pauseWhileFull();
    }
    this.#responding = false;
    this.#endWhenIdle();
  }

  async #runCommands(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let line = this.#commands.shift(); line !== undefined; line = this.#commands.shift()) {
      const running = new AbortController();
      this.#running = running;
      const outcome =
        typeof line === 'string'
          ? await this.#options.executor.run(line, this.#io(running.signal))
          : line;
      await this.#send(encodeOutcome(outcome));
      this.#running = undefined;
      this.#pauseWhileFull();
    }
    this.#endWhenIdle();
  }

  #lineTooLong(): Outcome {
    const message = `Expected a line of at most ${this.#options.maxLineBytes} bytes`;
    return { ok: false, code: 'ERR_CONTROL_LINE_TOO_LONG', message };
  }

  #endWhenIdle(): void {
    if (this.#ending && this.#running === undefined && !this.#responding) {
      if (this.#closing) this.#socket.destroySoon();
      else this.#socket.end();
      // The other side may keep its half open; discard what it sends.
      this.#socket.resume();
    }
  }

  #io(interrupted: AbortSignal): CommandIo {
    const { asks, frames, colors, columns, rows } = this.#hello;
    return {
      origin: `controller ${this.#options.id}`,
      colors: colors === true,
      columns: screenSize(columns, 1000),
      rows: screenSize(rows, 24),
      signal: AbortSignal.any([interrupted, this.#disconnected.signal]),
      inputEnded: this.#inputEnded.signal,
      write: (text) => this.#send(encodeText(text)),
      ...(asks === true && { ask: (question) => this.#ask(question) }),
      ...(frames === true && {
        frame: (text) => this.#send(encodeMessage({ type: 'frame', text })),
      }),
      exit: () => this.#dropQueue(),
    };
  }

  async #ask(question: string): Promise<boolean> {
    // The user can no longer answer.
    if (this.#inputEnded.signal.aborted || this.#disconnected.signal.aborted || this.#closing)
      return false;
    const answered = Promise.withResolvers<boolean>();
    this.#onAnswer = answered.resolve;
    await this.#send(encodeMessage({ type: 'ask', question }));
    const yes = await answered.promise;
    this.#onAnswer = undefined;
    return yes;
  }

  /** Waits while the controller does not read, which slows down its own command only. */
  async #send(text: string): Promise<void> {
    if (!this.#socket.writable) return;
    if (this.#socket.write(text) || this.#socket.writableLength < maxUnsentBytes) return;
    try {
      await once(this.#socket, 'drain', { signal: this.#disconnected.signal });
    } catch {
      // Disconnected.
    }
  }
}

function screenSize(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 10 && value <= 1000 ? Math.floor(value) : fallback;
}
