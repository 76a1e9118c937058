import type { Duplex } from 'node:stream';
import { messageOf } from '../../../../common/thrown.ts';
import { asClientError, ClientError, closedError, throwUncaught } from '../errors.ts';
import { LineDecoder, type LineDirection, maskSecrets } from '../irc/lines.ts';
import { createMessage, formatMessage, type IrcMessage, parseMessage } from '../irc/message.ts';

/** Called with every line sent or received, passwords masked. */
export type OnRaw = (direction: LineDirection, line: string) => void;

/** Options of an {@link IrcSocket}. */
interface IrcSocketOptions {
  /** How long the server may be silent before a PING is sent, in ms. @default 60000 */
  readonly pingIntervalMs?: number | undefined;
  /** Time limit for the response to that PING, in ms. @default 20000 */
  readonly pingTimeoutMs?: number | undefined;
  /** Limit for output waiting to be sent, in bytes. @default 1048576 */
  readonly maxUnsentBytes?: number | undefined;
  /** Ends the connection if it throws. */
  readonly onRaw?: OnRaw | undefined;
}

/** With this many messages waiting to be received, the socket is paused. */
const maxWaiting = 1000;

/**
 * Sends and receives messages over one connection. Received messages wait for `receive()`; a PING is answered at once, and a * connection that has become unresponsive is ended.
 */
export class IrcSocket implements AsyncIterable<IrcMessage> {
  /** Called with every line; can be replaced. */
  onRaw: OnRaw | undefined;
  readonly #socket: Duplex;
  readonly #maxUnsentBytes: number;
  readonly #decoder = new LineDecoder();
  readonly #waiting: IrcMessage[] = [];
  readonly #timer: NodeJS.Timeout;
  #paused = false;
  #wake: (() => void) | undefined;
  #error: ClientError | undefined;
  #lastDataAt = performance.now();
  /** The value of `#lastDataAt` for which a PING was sent. */
  #pingedFor = Number.NaN;

  constructor(socket: Duplex, options: IrcSocketOptions = {}) {
    const { pingIntervalMs = 60_000, pingTimeoutMs = 20_000 } = options;
    this.#socket = socket;
    this.#maxUnsentBytes = options.maxUnsentBytes ?? 1_048_576;
    this.onRaw = options.onRaw;
    this.#timer = setInterval(
      () => this.#checkAlive(pingIntervalMs, pingTimeoutMs),
      Math.max(1, Math.min(pingIntervalMs, pingTimeoutMs) / 4),
    );
    socket.on('data', (chunk: Buffer) => this.#handleData(chunk));
    socket.on('error', (error) => this.#end(lost(messageOf(error), error)));
    socket.on('end', () => this.#end(lost('The server closed the connection')));
    socket.on('close', () => this.#end(lost('The connection was closed')));
    socket.resume();
  }

  /** The reason why the connection ended; undefined while it is open. */
  get error(): ClientError | undefined {
    return this.#error;
  }

  /**
   * Sends a message.
   *
   * @throws {ClientError} `ERR_CLIENT_INVALID`; `ERR_CLIENT_BUSY`; the reason why the connection ended, if it has
   */
  send(message: IrcMessage): void {
    if (this.#error !== undefined) throw this.#error;
    const line = formatMessage(message);
    if (this.#socket.writableLength + line.length > this.#maxUnsentBytes) {
      throw new ClientError('ERR_CLIENT_BUSY', 'Too much output is waiting for the server');
    }
    const failure = this.#reportRaw('out', line);
    if (failure !== undefined) throw failure;
    this.#socket.write(`${line}\r\n`);
  }

  /** The next message; undefined once the connection has ended and every message was received. */
  async receive(): Promise<IrcMessage | undefined> {
    for (;;) {
      const next = this.#paused && this.#error === undefined ? undefined : this.#waiting.shift();
      if (next !== undefined) {
        if (this.#waiting.length < maxWaiting / 2 && this.#error === undefined) {
          this.#socket.resume();
        }
        return next;
      }
      if (this.#error !== undefined) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<IrcMessage, void> {
    for (;;) {
      const next = await this.receive();
      if (next === undefined) return;
      yield next;
    }
  }

  /** Delivers no more messages until {@link resume}; reading stops once the queue is full. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Ends the connection now. Idempotent. */
  destroy(reason: ClientError = closedError()): void {
    this.#end(reason);
    this.#socket.destroy();
  }

  #handleData(chunk: Buffer): void {
    if (this.#error !== undefined) return;
    this.#lastDataAt = performance.now();
    let lines: readonly string[];
    try {
      lines = this.#decoder.push(chunk);
    } catch (error) {
      this.destroy(asClientError(error, 'ERR_CLIENT_PROTOCOL'));
      return;
    }
    for (const line of lines) {
      if (this.#reportRaw('in', line) !== undefined) return;
      const message = parseMessage(line);
      if (message?.command === 'PING') this.#trySend('PONG', ...message.params.slice(-1));
      else if (message !== undefined) this.#waiting.push(message);
    }
    if (this.#waiting.length >= maxWaiting) this.#socket.pause();
    this.#wake?.();
  }

  /** Calls `onRaw`; if it throws, ends the connection and returns the error. */
  #reportRaw(direction: LineDirection, line: string): ClientError | undefined {
    try {
      this.onRaw?.(direction, maskSecrets(line, direction));
      return undefined;
    } catch (error) {
      const reason = asClientError(error, 'ERR_CLIENT_ABORTED');
      throwUncaught(error);
      this.destroy(reason);
      return reason;
    }
  }

  #checkAlive(intervalMs: number, timeoutMs: number): void {
    // While reading is paused, silence does not mean that the server is unresponsive.
    if (this.#socket.isPaused()) this.#lastDataAt = performance.now();
    const silentMs = performance.now() - this.#lastDataAt;
    if (silentMs >= intervalMs + timeoutMs) {
      const seconds = Math.round(silentMs / 1000);
      this.destroy(lost(`The server has not responded for ${seconds} s`));
    } else if (silentMs >= intervalMs && this.#pingedFor !== this.#lastDataAt) {
      this.#pingedFor = this.#lastDataAt;
      this.#trySend('PING', 'alive');
    }
  }

  /** Sends a message whose loss does not matter: a server that does not respond is found by the timer. */
  #trySend(command: string, ...params: readonly string[]): void {
    try {
      this.send(createMessage(command, ...params));
    } catch {
      // The connection has ended, or too much output is waiting.
    }
  }

  #end(reason: ClientError): void {
    if (this.#error !== undefined) return;
    this.#error = reason;
    clearInterval(this.#timer);
    this.#wake?.();
    if (!this.#socket.destroyed) this.#socket.destroy();
  }
}

function lost(reason: string, cause?: unknown): ClientError {
  return new ClientError('ERR_CLIENT_LOST', reason, { cause });
}
