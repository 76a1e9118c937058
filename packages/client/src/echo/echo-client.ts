import type { Socket } from 'node:net';
import { messageOf } from '../../../../common/thrown.ts';
import { dial, type DialOptions, expectAddress, expectTls } from '../connection/dial.ts';
import { expectOptions } from '../../../../common/options/expect-options.ts';
import { abortedError, ClientError, closedError } from '../errors.ts';

/** Options of `echo()`. */
export interface EchoOptions extends Omit<DialOptions, 'host' | 'port'> {
  /** Time limit for a response, in ms. @default 10000 */
  readonly timeoutMs?: number;
}

/** A response of the server. */
export interface Echo {
  readonly bytes: Buffer;
  /** From writing the first byte to reading the last, in ms. */
  readonly roundTripMs: number;
  /** Whether the bytes are equal to those that were sent. */
  readonly intact: boolean;
}

interface PendingEcho {
  readonly sent: Buffer;
  readonly sentAt: number;
  readonly resolve: (echo: Echo) => void;
  readonly reject: (reason: ClientError) => void;
  readonly chunks: Buffer[];
  missingBytes: number;
}

/**
 * Connects to an echo server (RFC 862).
 *
 * @throws {ClientError} if it cannot be reached or verified
 * @throws {TypeError | RangeError} for invalid arguments
 */
export async function echo(
  host: string,
  port: number,
  options: EchoOptions = {},
): Promise<EchoClient> {
  expectAddress(host, port);
  expectOptions('the options', options, ['tls', 'connectTimeoutMs', 'timeoutMs', 'signal']);
  expectTls(options.tls);
  return new EchoClient(await dial({ ...options, host, port }), options);
}

/** A connection to an echo server, opened by `echo()`. */
export class EchoClient {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #pending: PendingEcho[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #error: ClientError | undefined;

  /** @internal Use `echo()`. */
  constructor(socket: Socket, { timeoutMs = 10_000, signal }: EchoOptions) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    const abort = (): void => this.#end(abortedError(signal));
    signal?.addEventListener('abort', abort, { once: true });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#handleData(chunk));
    socket.on('error', (error) => this.#end(lost(messageOf(error), error)));
    socket.on('end', () => this.#end(lost('The server closed the connection')));
    socket.on('close', () => {
      signal?.removeEventListener('abort', abort);
      this.#end(lost('The connection was closed'));
      this.#closed.resolve();
    });
    if (signal?.aborted) abort();
    socket.resume();
  }

  /**
   * Sends bytes and resolves to the response. Several calls may be pending: the responses arrive in order.
   *
   * Rejects with `ERR_CLIENT_TIMEOUT`, `ERR_CLIENT_LOST`, `ERR_CLIENT_CLOSED` or `ERR_CLIENT_ABORTED`. A response after the
   * time limit is not mistaken for the next one.
   */
  send(bytes: string | Uint8Array): Promise<Echo> {
    const sent = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes);
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (sent.length === 0) return Promise.resolve({ bytes: sent, roundTripMs: 0, intact: true });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const problem = `No response within ${this.#timeoutMs / 1000} s`;
        reject(new ClientError('ERR_CLIENT_TIMEOUT', problem));
      }, this.#timeoutMs);
      this.#pending.push({
        sent,
        sentAt: performance.now(),
        resolve: (received) => (clearTimeout(timer), resolve(received)),
        reject: (reason) => (clearTimeout(timer), reject(reason)),
        chunks: [],
        missingBytes: sent.length,
      });
      this.#socket.write(sent);
    });
  }

  /** Closes; pending calls reject. Idempotent. */
  async close(): Promise<void> {
    this.#end(closedError());
    await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #handleData(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      const [first] = this.#pending;
      if (first === undefined) {
        const problem = 'The server sent more bytes than it received';
        this.#end(new ClientError('ERR_CLIENT_PROTOCOL', problem));
        return;
      }
      const part = rest.subarray(0, first.missingBytes);
      rest = rest.subarray(part.length);
      first.chunks.push(part);
      first.missingBytes -= part.length;
      if (first.missingBytes === 0) this.#complete(first);
    }
  }

  #complete({ chunks, sent, sentAt, resolve }: PendingEcho): void {
    this.#pending.shift();
    const bytes = Buffer.concat(chunks);
    resolve({ bytes, roundTripMs: performance.now() - sentAt, intact: bytes.equals(sent) });
  }

  #end(reason: ClientError): void {
    if (this.#error !== undefined) return;
    this.#error = reason;
    for (const pending of this.#pending.splice(0)) pending.reject(reason);
    this.#socket.destroy();
  }
}

function lost(reason: string, cause?: unknown): ClientError {
  return new ClientError('ERR_CLIENT_LOST', reason, { cause });
}
