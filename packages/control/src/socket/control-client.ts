import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import type { Completion, Executor, Io, Outcome } from '../shell/io.ts';
import { checkOwner } from './check-owner.ts';
import { LineSplitter } from './line-splitter.ts';
import { decodeLine, encodeSign, type Hello, type Sign, type Welcome } from './protocol.ts';
import { socketAddress } from './socket-address.ts';
import { visibleSign } from './visible-sign.ts';

/** Frames and JSON of many clients make long lines. */
const maxLineBytes = 64 * 1_048_576;

interface Run {
  readonly io: Io;
  readonly end: (outcome: Outcome) => void;
}

interface Completing {
  readonly line: string;
  readonly done: (completion: Completion) => void;
}

/** The other end of a control socket. One command at a time. Errors, questions and candidates are fit for a screen. */
export class ControlClient implements Executor, AsyncDisposable {
  readonly #socket: Socket;
  readonly #splitter = new LineSplitter(maxLineBytes);
  readonly #welcome = Promise.withResolvers<Welcome>();
  readonly #closed = Promise.withResolvers<void>();
  #work: Promise<unknown> = Promise.resolve();
  #run: Run | undefined;
  /** Under way, and the newest that waits for it. */
  #completing: Completing | undefined;
  #nextCompleting: Completing | undefined;

  /** Use {@link ControlClient.connect}. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#welcome.promise.catch(() => {});
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      void this.#work.then(() => {
        const lost = new ControlError('ERR_CONTROL_LOST', 'The server closed the connection');
        this.#finish({ ok: false, code: lost.code, message: lost.message });
        for (const one of [this.#completing, this.#nextCompleting]) one?.done([[], one.line]);
        this.#welcome.reject(lost);
        this.#closed.resolve();
      });
    });
  }

  /**
   * Connects to a server.
   *
   * @throws {ControlError} `ERR_CONTROL_UNAVAILABLE` if none answers, or the socket or its folder is another user's;
   * `ERR_CONTROL_BUSY` if it has enough controllers
   */
  static async connect(path: string, hello: Hello = {}): Promise<ControlClient> {
    let socket: Socket;
    try {
      checkOwner(path);
      socket = connect(socketAddress(path));
      await once(socket, 'connect');
    } catch (error) {
      if (error instanceof ControlError) throw error;
      const why = codeOf(error) === 'EACCES' ? 'it belongs to another user' : messageOf(error);
      throw new ControlError('ERR_CONTROL_UNAVAILABLE', `No server at "${path}": ${why}`, {
        cause: error,
      });
    }
    const client = new ControlClient(socket);
    client.tell(hello);
    await client.welcome();
    return client;
  }

  /** What the server told of itself. */
  welcome(): Promise<Welcome> {
    return this.#welcome.promise;
  }

  /** Whether the connection still stands. */
  get connected(): boolean {
    return this.#socket.writable;
  }

  /** Resolves when the connection has ended and everything received has been handled. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Tells of this side anew, for example that the window has another size. */
  tell(hello: Hello): void {
    this.#socket.write(encodeSign({ type: 'hello', value: hello }));
  }

  /** Runs a command. While another runs it is refused with `ERR_CONTROL_BUSY`, and not sent. */
  async run(line: string, io: Io): Promise<Outcome> {
    if (line.trim() === '') return { ok: true };
    if (this.#run !== undefined) {
      return { ok: false, code: 'ERR_CONTROL_BUSY', message: 'Another command is running' };
    }
    if (/[\r\n]/.test(line)) {
      return { ok: false, code: 'ERR_CONTROL_USAGE', message: 'A command is one line' };
    }
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    if (!this.#socket.writable) {
      return { ok: false, code: 'ERR_CONTROL_LOST', message: 'The server closed the connection' };
    }
    this.#run = { io, end: resolve };
    const interrupt = (): void => void this.#socket.write(encodeSign({ type: 'interrupt' }));
    io.signal.addEventListener('abort', interrupt, { once: true });
    // A line of a person may begin with a dot; on the wire that is a sign.
    this.#socket.write(`${line.startsWith('.') ? '.' : ''}${line}\n`);
    try {
      return await promise;
    } finally {
      io.signal.removeEventListener('abort', interrupt);
    }
  }

  async complete(line: string): Promise<Completion> {
    if (!this.#socket.writable) return [[], line];
    const { promise, resolve } = Promise.withResolvers<Completion>();
    const asked = { line, done: resolve };
    if (this.#completing === undefined) this.#askCompletion(asked);
    else {
      this.#nextCompleting?.done([[], this.#nextCompleting.line]);
      this.#nextCompleting = asked;
    }
    return await promise;
  }

  #askCompletion(asked: Completing): void {
    this.#completing = asked;
    this.#nextCompleting = undefined;
    this.#socket.write(encodeSign({ type: 'complete', value: asked.line }));
  }

  /** Leaves. Idempotent. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.end();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #take(chunk: Buffer): void {
    // Lines are handled in order, and no more is read than can be shown.
    const lines = this.#splitter.push(chunk);
    if (lines.length === 0) return;
    this.#socket.pause();
    this.#work = this.#work.then(async () => {
      let texts: string[] = [];
      for (const line of lines) {
        const decoded = 'text' in line ? decodeLine(line.text) : undefined;
        if (decoded === undefined) continue;
        if ('type' in decoded) {
          if (texts.length > 0) await this.#write(texts);
          texts = [];
          this.#heed(visibleSign(decoded));
        } else texts.push(decoded.text);
      }
      if (texts.length > 0) await this.#write(texts);
      this.#socket.resume();
    });
  }

  async #write(texts: readonly string[]): Promise<void> {
    await this.#run?.io.write(texts.join('\n'));
  }

  #heed(sign: Sign): void {
    switch (sign.type) {
      case 'ok':
        return this.#finish({ ok: true });
      case 'error':
        if (sign.code === 'ERR_CONTROL_BUSY') {
          this.#welcome.reject(new ControlError('ERR_CONTROL_BUSY', sign.message));
        }
        return this.#finish({ ok: false, code: sign.code, message: sign.message });
      case 'ask':
        return void this.#ask(sign.question);
      case 'frame':
        return void this.#run?.io.frame?.(sign.text);
      case 'hello':
        return this.#welcome.resolve(sign.value as Welcome);
      case 'complete':
        this.#completing?.done(sign.value as Completion);
        this.#completing = undefined;
        if (this.#nextCompleting !== undefined) this.#askCompletion(this.#nextCompleting);
        return;
      case 'interrupt':
      case 'answer':
        return;
      default:
        sign satisfies never;
    }
  }

  async #ask(question: string): Promise<void> {
    const yes = (await this.#run?.io.ask?.(question)) ?? false;
    this.#socket.write(encodeSign({ type: 'answer', yes }));
  }

  #finish(outcome: Outcome): void {
    this.#run?.end(outcome);
    this.#run = undefined;
  }
}
