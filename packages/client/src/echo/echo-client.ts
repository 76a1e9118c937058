import type { Socket } from 'node:net';
import { messageOf } from '../../../../common/thrown.ts';
import { ClientError } from '../errors.ts';
import { dial, type DialOptions } from '../net/dial.ts';

/** Options of `echo()`. */
export interface EchoOptions extends Omit<DialOptions, 'host' | 'port'> {
  /** How long an answer may take, in ms. @default 10000 */
  readonly timeoutMs?: number;
}

/** What came back. */
export interface Echo {
  readonly bytes: Buffer;
  /** From the writing of the first byte to the reading of the last, in ms. */
  readonly roundTripMs: number;
  /** Whether it is what was sent. */
  readonly intact: boolean;
}

interface Pending {
  readonly sent: Buffer;
  readonly sentAt: number;
  readonly resolve: (echo: Echo) => void;
  readonly reject: (why: ClientError) => void;
  readonly chunks: Buffer[];
  missing: number;
}

/** One connection to an echo server. Made by `echo()`. */
export class EchoClient {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #pending: Pending[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #ended: ClientError | undefined;

  /** Use `echo()`. */
  constructor(socket: Socket, { timeoutMs = 10_000, signal }: EchoOptions) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    const abort = (): void =>
      this.#end(new ClientError('ERR_CLIENT_ABORTED', 'Aborted', { cause: signal?.reason }));
    signal?.addEventListener('abort', abort, { once: true });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#end(lost(messageOf(error), error)));
    socket.on('end', () => this.#end(lost('The server ended the connection')));
    socket.on('close', () => {
      signal?.removeEventListener('abort', abort);
      this.#end(lost('The connection was closed'));
      this.#closed.resolve();
    });
    if (signal?.aborted) abort();
    socket.resume();
  }

  /**
   * Sends bytes and resolves to what came back in their place. Several may be under way: the answers come in order.
   *
   * Rejects with `ERR_CLIENT_TIMEOUT`, `ERR_CLIENT_LOST`, `ERR_CLIENT_CLOSED`, `ERR_CLIENT_ABORTED`. An answer that comes
   * too late is not taken for the next one.
   */
  send(bytes: string | Uint8Array): Promise<Echo> {
    const sent = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (sent.length === 0) return Promise.resolve({ bytes: sent, roundTripMs: 0, intact: true });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const seconds = this.#timeoutMs / 1000;
        reject(new ClientError('ERR_CLIENT_TIMEOUT', `No answer in ${seconds} s`));
      }, this.#timeoutMs);
      this.#pending.push({
        sent,
        sentAt: performance.now(),
        resolve: (echo) => (clearTimeout(timer), resolve(echo)),
        reject: (why) => (clearTimeout(timer), reject(why)),
        chunks: [],
        missing: sent.length,
      });
      this.#socket.write(sent);
    });
  }

  /** Closes; what has no answer yet is rejected. Idempotent. */
  async close(): Promise<void> {
    this.#end(new ClientError('ERR_CLIENT_CLOSED', 'The client is closed'));
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      const [first] = this.#pending;
      // More than was ever sent is no echo.
      if (first === undefined) {
        this.#end(new ClientError('ERR_CLIENT_PROTOCOL', 'The server sends more than an echo'));
        return;
      }
      const part = rest.subarray(0, first.missing);
      rest = rest.subarray(part.length);
      first.chunks.push(part);
      first.missing -= part.length;
      if (first.missing === 0) this.#complete(first);
    }
  }

  #complete({ chunks, sent, sentAt, resolve }: Pending): void {
    this.#pending.shift();
    const bytes = Buffer.concat(chunks);
    resolve({ bytes, roundTripMs: performance.now() - sentAt, intact: bytes.equals(sent) });
  }

  #end(why: ClientError): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    for (const pending of this.#pending.splice(0)) pending.reject(why);
    this.#socket.destroy();
  }
}

function lost(reason: string, cause?: unknown): ClientError {
  return new ClientError('ERR_CLIENT_LOST', reason, { cause });
}

/** Connects to an echo server (RFC 862). @throws {ClientError} if it can't be reached or trusted */
export async function echo(
  host: string,
  port: number,
  options: EchoOptions = {},
): Promise<EchoClient> {
  return new EchoClient(await dial({ ...options, host, port }), options);
}
