import type { Duplex } from 'node:stream';
import { messageOf } from '../../../../common/thrown.ts';
import { asClientError, ClientError } from '../errors.ts';
import { throwLater } from '../throw-later.ts';
import { formatMessage } from './format-message.ts';
import { LineDecoder } from './line-decoder.ts';
import { maskSecrets } from './mask-secrets.ts';
import { type IrcMessage, message, parseMessage } from './message.ts';

/** Options of a {@link Wire}. */
export interface WireOptions {
  /** So long nothing may come before the server is asked for a sign of life, in ms. @default 60000 */
  readonly pingIntervalMs?: number | undefined;
  /** So long it may take to give one, in ms. @default 20000 */
  readonly pingTimeoutMs?: number | undefined;
  /** How many bytes may wait to be sent. @default 1048576 */
  readonly maxUnsentBytes?: number | undefined;
  /** Hears every line, both ways, passwords masked. Ends the connection if it throws. */
  readonly onRaw?: ((direction: 'in' | 'out', line: string) => void) | undefined;
}

/** So many messages wait to be taken before nothing more is read from the socket. */
const maxWaiting = 1000;

/**
 * The lines of one connection. Messages wait until they are taken; PING is answered at once, and a connection on which
 * nothing comes any more is found and ended.
 */
export class Wire implements AsyncIterable<IrcMessage> {
  readonly #socket: Duplex;
  readonly #options: WireOptions;
  readonly #decoder = new LineDecoder();
  readonly #waiting: IrcMessage[] = [];
  readonly #timer: NodeJS.Timeout;
  #paused = false;
  #wake: (() => void) | undefined;
  #heardAt = performance.now();
  #ended: ClientError | undefined;

  constructor(socket: Duplex, options: WireOptions = {}) {
    this.#socket = socket;
    this.#options = options;
    const { pingIntervalMs = 60_000, pingTimeoutMs = 20_000 } = options;
    this.#timer = setInterval(
      () => this.#watch(pingIntervalMs, pingTimeoutMs),
      Math.max(1, Math.min(pingIntervalMs, pingTimeoutMs) / 4),
    );
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#end(lost(messageOf(error), error)));
    socket.on('end', () => this.#end(lost('The server ended the connection')));
    socket.on('close', () => this.#end(lost('The connection was closed')));
    socket.resume();
  }

  /** Why the connection is over; undefined while it isn't. */
  get ended(): ClientError | undefined {
    return this.#ended;
  }

  /**
   * Sends a message.
   *
   * @throws {ClientError} `ERR_CLIENT_INVALID`; `ERR_CLIENT_BUSY`; `ERR_CLIENT_LOST` if the connection is over
   */
  send(sent: IrcMessage): void {
    if (this.#ended !== undefined) throw this.#ended;
    const line = formatMessage(sent);
    const { maxUnsentBytes = 1_048_576 } = this.#options;
    if (this.#socket.writableLength + line.length > maxUnsentBytes) {
      throw new ClientError('ERR_CLIENT_BUSY', 'The server takes nothing more at the moment');
    }
    const broken = this.#tellRaw('out', line);
    if (broken !== undefined) throw broken;
    this.#socket.write(`${line}\r\n`);
  }

  /** The next message; undefined when the connection is over and all that came was taken. */
  async receive(): Promise<IrcMessage | undefined> {
    for (;;) {
      const next = this.#paused && this.#ended === undefined ? undefined : this.#waiting.shift();
      if (next !== undefined) {
        if (this.#waiting.length < maxWaiting / 2 && this.#ended === undefined) {
          this.#socket.resume();
        }
        return next;
      }
      if (this.#ended !== undefined) return undefined;
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

  /** Hands over no more messages, and so reads no more than a bound, until {@link resume}. */
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
  destroy(why = new ClientError('ERR_CLIENT_CLOSED', 'The client is closed')): void {
    this.#end(why);
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#ended !== undefined) return;
    this.#heardAt = performance.now();
    let lines: readonly string[];
    try {
      lines = this.#decoder.push(chunk);
    } catch (error) {
      this.destroy(asClientError(error, 'ERR_CLIENT_PROTOCOL'));
      return;
    }
    for (const line of lines) {
      if (this.#tellRaw('in', line) !== undefined) return;
      this.#takeLine(line);
    }
    if (this.#waiting.length >= maxWaiting) this.#socket.pause();
    this.#wake?.();
  }

  #takeLine(line: string): void {
    const taken = parseMessage(line);
    if (taken === undefined) return;
    if (taken.command === 'PING') this.#pong(taken);
    else this.#waiting.push(taken);
  }

  /** Why the connection is over, if whoever hears it threw. */
  #tellRaw(direction: 'in' | 'out', line: string): ClientError | undefined {
    try {
      this.#options.onRaw?.(direction, maskSecrets(line, direction));
      return undefined;
    } catch (error) {
      const why = asClientError(error, 'ERR_CLIENT_ABORTED');
      throwLater(error);
      this.destroy(why);
      return why;
    }
  }

  #pong({ params }: IrcMessage): void {
    try {
      this.send(message('PONG', ...params.slice(-1)));
    } catch {
      // A server that does not read finds out by itself.
    }
  }

  #watch(intervalMs: number, timeoutMs: number): void {
    // Whoever makes us wait with reading hears nothing from the server either.
    if (this.#socket.isPaused()) this.#heardAt = performance.now();
    const silentMs = performance.now() - this.#heardAt;
    if (silentMs >= intervalMs + timeoutMs) {
      const seconds = Math.round(silentMs / 1000);
      this.destroy(lost(`The server gave no sign of life for ${seconds} s`));
    } else if (silentMs >= intervalMs && !this.#asked) {
      this.#askedAt = this.#heardAt;
      this.#ask();
    }
  }

  /** When was the last sign of life that was followed by a question. */
  #askedAt = Number.NaN;

  get #asked(): boolean {
    return this.#askedAt === this.#heardAt;
  }

  #ask(): void {
    try {
      this.send(message('PING', 'alive'));
    } catch {
      // It is over, or too much waits to be sent; the time goes on.
    }
  }

  #end(why: ClientError): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    clearInterval(this.#timer);
    this.#wake?.();
    if (!this.#socket.destroyed) this.#socket.destroy();
  }
}

function lost(reason: string, cause?: unknown): ClientError {
  return new ClientError('ERR_CLIENT_LOST', reason, { cause });
}
