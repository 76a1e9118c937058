import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import type { Completion, Executor, CommandIo, Outcome } from '../executor.ts';
import { checkOwner, socketAddress } from './socket-path.ts';
import { LineSplitter } from '../text/line-splitter.ts';
import {
  decodeLine,
  encodeMessage,
  type ClientHello,
  type ControlMessage,
  sanitizeMessage,
  type ServerHello,
} from './protocol.ts';

/** Frames, and JSON about many clients, are long lines. */
const maxLineBytes = 64 * 1_048_576;

/** The input and output of a command that runs in the server. */
type ClientIo = Pick<CommandIo, 'write'> & Partial<Pick<CommandIo, 'signal' | 'ask' | 'frame'>>;

interface Run {
  readonly io: ClientIo;
  readonly end: (outcome: Outcome) => void;
}

interface CompletionRequest {
  readonly line: string;
  readonly done: (completion: Completion) => void;
}

/**
 * A connection to the control socket of a server. Runs one command at a time. Error messages, questions and completions are
 * safe for a terminal; the output of commands is passed on as received.
 */
export class ControlClient implements Executor, AsyncDisposable {
  readonly #socket: Socket;
  readonly #splitter = new LineSplitter(maxLineBytes);
  readonly #serverHello = Promise.withResolvers<ServerHello>();
  readonly #closed = Promise.withResolvers<void>();
  #handled: Promise<unknown> = Promise.resolve();
  #run: Run | undefined;
  /** The request in progress, and the newest of those that wait for it. */
  #completing: CompletionRequest | undefined;
  #nextCompletion: CompletionRequest | undefined;

  /** Use {@link ControlClient.connect}. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#serverHello.promise.catch(() => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      void this.#handled.then(() => {
        const lost = new ControlError('ERR_CONTROL_LOST', 'The server closed the connection');
        this.#finish({ ok: false, code: lost.code, message: lost.message });
        for (const one of [this.#completing, this.#nextCompletion]) one?.done([[], one.line]);
        this.#serverHello.reject(lost);
        this.#closed.resolve();
      });
    });
  }

  /**
   * Connects to the server at a socket path.
   *
   * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if no server responds, or if the socket or its folder belongs to
   * another user; `ERR_CONTROL_BUSY` if the server has too many controllers
   */
  static async connect(path: string, hello: ClientHello = {}): Promise<ControlClient> {
    let socket: Socket;
    try {
      checkOwner(path);
      socket = connect(socketAddress(path));
      await once(socket, 'connect');
    } catch (error) {
      if (error instanceof ControlError) throw error;
      const message = `No server is running at the control socket "${path}"${reasonOf(error)}`;
      throw new ControlError('ERR_CONTROL_UNAVAILABLE', message, { cause: error });
    }
    const client = new ControlClient(socket);
    client.sendHello(hello);
    await client.serverHello();
    return client;
  }

  /** The greeting of the server. */
  serverHello(): Promise<ServerHello> {
    return this.#serverHello.promise;
  }

  /** Whether the connection is open. */
  get connected(): boolean {
    return this.#socket.writable;
  }

  /** Resolves when the connection has ended and everything received has been handled. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Sends the properties of this side, for example after the window was resized. */
  sendHello(hello: ClientHello): void {
    this.#socket.write(encodeMessage({ type: 'hello', value: hello }));
  }

  /** Runs a command. Never rejects; fails with `ERR_CONTROL_BUSY` while another command runs. */
  async run(line: string, io: ClientIo): Promise<Outcome> {
    if (line.trim() === '') return { ok: true };
    if (this.#run !== undefined) {
      return { ok: false, code: 'ERR_CONTROL_BUSY', message: 'Another command is running' };
    }
    if (/[\r\n]/.test(line)) {
      return {
        ok: false,
        code: 'ERR_CONTROL_USAGE',
        message: 'Expected a command without line breaks',
      };
    }
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    if (!this.#socket.writable) {
      return { ok: false, code: 'ERR_CONTROL_LOST', message: 'The server closed the connection' };
    }
    this.#run = { io, end: resolve };
    const interrupt = (): void => void this.#socket.write(encodeMessage({ type: 'interrupt' }));
    io.signal?.addEventListener('abort', interrupt, { once: true });
    // A leading dot would make it a control message.
    this.#socket.write(`${line.startsWith('.') ? '.' : ''}${line}\n`);
    try {
      return await promise;
    } finally {
      io.signal?.removeEventListener('abort', interrupt);
    }
  }

  /** Completes the last word of a line. A newer request replaces one that has not been sent yet. */
  async complete(line: string): Promise<Completion> {
    if (!this.#socket.writable) return [[], line];
    const { promise, resolve } = Promise.withResolvers<Completion>();
    const request = { line, done: resolve };
    if (this.#completing === undefined) this.#requestCompletion(request);
    else {
      this.#nextCompletion?.done([[], this.#nextCompletion.line]);
      this.#nextCompletion = request;
    }
    return await promise;
  }

  #requestCompletion(request: CompletionRequest): void {
    this.#completing = request;
    this.#nextCompletion = undefined;
    this.#socket.write(encodeMessage({ type: 'complete', value: request.line }));
  }

  /** Closes the connection. Idempotent. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.end();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(chunk: Buffer): void {
    // Lines are handled in order, and reading pauses until they have been written.
    const lines = this.#splitter.push(chunk);
    if (lines.length === 0) return;
    this.#socket.pause();
    this.#handled = this.#handled.then(async () => {
      let texts: string[] = [];
      for (const line of lines) {
        const decoded = 'text' in line ? decodeLine(line.text) : undefined;
        if (decoded === undefined) continue;
        if ('type' in decoded) {
          if (texts.length > 0) await this.#write(texts);
          texts = [];
          this.#handleMessage(sanitizeMessage(decoded));
        } else texts.push(decoded.text);
      }
      if (texts.length > 0) await this.#write(texts);
      this.#socket.resume();
    });
  }

  async #write(texts: readonly string[]): Promise<void> {
    await this.#run?.io.write(texts.join('\n'));
  }

  #handleMessage(message: ControlMessage): void {
    switch (message.type) {
      case 'ok':
        return this.#finish({ ok: true });
      case 'error':
        if (message.code === 'ERR_CONTROL_BUSY') {
          this.#serverHello.reject(new ControlError('ERR_CONTROL_BUSY', message.message));
        }
        return this.#finish({ ok: false, code: message.code, message: message.message });
      case 'ask':
        return void this.#ask(message.question);
      case 'frame':
        return void this.#run?.io.frame?.(message.text);
      case 'hello':
        return this.#serverHello.resolve(message.value as ServerHello);
      case 'complete':
        this.#completing?.done(message.value as Completion);
        this.#completing = undefined;
        if (this.#nextCompletion !== undefined) this.#requestCompletion(this.#nextCompletion);
        return;
      case 'interrupt':
      case 'answer':
        return;
      default:
        message satisfies never;
    }
  }

  async #ask(question: string): Promise<void> {
    const yes = (await this.#run?.io.ask?.(question)) ?? false;
    this.#socket.write(encodeMessage({ type: 'answer', yes }));
  }

  #finish(outcome: Outcome): void {
    this.#run?.end(outcome);
    this.#run = undefined;
  }
}

/** Describes why no server responds, for the operator. */
function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return ', which does not exist';
    case 'ECONNREFUSED':
      return '';
    case 'ENOTSOCK':
    case 'EPROTOTYPE':
      return ': it is not a socket';
    case 'EACCES':
      return ': it belongs to another user';
    default:
      return `: ${messageOf(error)}`;
  }
}
