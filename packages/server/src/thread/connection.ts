import type { Socket } from 'node:net';
import type { DisconnectReason } from '../server-event.ts';
import type { ConnectionMessage } from '../protocol.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import { Counters } from '../counters.ts';
import type { Handler } from '../handler.ts';
import type { Limits } from '../limits.ts';
import { ClientContext, type ThreadContext, type ThreadLog } from './context.ts';
import { meter, type UnsentWatch } from './meter.ts';
import type { Securer } from './secure.ts';
import { beginsTlsHello } from './tls-hello.ts';

/** What a connection needs from its thread. */
export interface ConnectionHost extends ThreadContext {
  readonly handler: Handler;
  readonly log: ThreadLog;
  readonly unsentWatch: UnsentWatch;
  limits(): Limits;
  /** Adds TLS to the sockets; undefined on a server without TLS. */
  readonly securer: Securer | undefined;
  readonly allowHalfOpen: boolean;
  /** The connection has begun its TLS handshake, on a port with `allowPlain`, or finished it. */
  handshake(state: 'handshake' | 'secured', connection: Connection): void;
  /** The connection's socket is closed. */
  closed(connection: Connection, reason: DisconnectReason): void;
}

// Shared: creating an error for each client that leaves would cost more than all the rest.
const clientGone = Object.assign(new Error('the client is gone'), { code: 'ERR_CLIENT_GONE' });

/** One client in its thread, from the hand-over of the socket until it is closed. */
export class Connection {
  readonly id: number;
  readonly #host: ConnectionHost;
  readonly #message: ConnectionMessage;
  readonly #counters: Counters;
  #socket: Socket;
  #context: ClientContext | undefined;
  #reason: DisconnectReason | undefined;
  #inHandshake = false;
  /** Its handshake was ended in favor of others. */
  #isDisplaced = false;
  /** The reason for the signal, if it aborted before the context was created. */
  #abortedBy: Error | undefined;

  constructor(message: ConnectionMessage, host: ConnectionHost) {
    this.id = message.id;
    this.#message = message;
    this.#host = host;
    this.#counters = new Counters(message.counters);
    this.#socket = message.socket;
  }

  /** Adds TLS to the socket where the server uses it, then calls the handler. */
  open(): void {
    const { securer, allowHalfOpen } = this.#host;
    if (securer === undefined) {
      this.#serve(this.#socket, false);
      return;
    }
    // Until the handler has the socket, the handshake reports its errors.
    this.#socket.on('error', () => {});
    const timeoutMs = this.#host.limits().handshakeTimeoutMs;
    this.#inHandshake = !securer.allowPlain;
    const begun = (): void => {
      if (!this.#inHandshake) this.#host.handshake('handshake', this);
      this.#inHandshake = true;
    };
    securer.secure(this.#socket, { allowHalfOpen, timeoutMs, begun }).then(
      (socket) => this.#secured(socket),
      (error: unknown) => this.#failedHandshake(toErrorData(error)),
    );
  }

  #secured(socket: Socket): void {
    const isSecure = socket !== this.#message.socket;
    if (isSecure) this.#host.handshake('secured', this);
    this.#inHandshake = false;
    this.#serve(socket, isSecure);
  }

  /** Ends the client if its TLS handshake is not finished. */
  endHandshake(): void {
    if (!this.#inHandshake) return;
    this.#isDisplaced = true;
    this.#socket.destroy();
  }

  /** Aborts the client's signal, then destroys the socket, so that the handler can still write a last line. */
  end(error: ErrorData): void {
    this.#reason ??= 'kick';
    this.#context?.abort(toError(error));
    setImmediate(() => this.#socket.destroy());
  }

  /** Aborts the client's signal. */
  abort(error: ErrorData): void {
    this.#reason ??= 'shutdown';
    this.#abortedBy = toError(error);
    this.#context?.abort(this.#abortedBy);
  }

  #serve(socket: Socket, isSecure: boolean): void {
    this.#socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason ??= 'error';
      this.#host.log.write(
        'debug',
        `socket error: ${error.code ?? error.message}`,
        undefined,
        this.id,
      );
    });
    socket.on('close', () => this.#close());
    if (socket.destroyed) {
      this.#close();
      return;
    }
    this.#bound(socket, isSecure);
    const log = this.#host.log.for(this.id);
    this.#context = new ClientContext(this.#message, isSecure, this.#host, log);
    if (this.#abortedBy !== undefined) this.#context.abort(this.#abortedBy);
    void this.#handle(socket, this.#context);
    // The client ended its side before the handler added its listeners.
    if (socket.readableEnded) process.nextTick(() => socket.emit('end'));
  }

  async #handle(socket: Socket, context: ClientContext): Promise<void> {
    try {
      await this.#host.handler(socket, context);
    } catch (thrown) {
      const { message, stack } = toErrorData(thrown);
      this.#host.log.write('error', `handler failed: ${message}`, { stack }, this.id);
      this.#reason ??= 'handler';
      socket.destroy();
    }
  }

  /** Applies the limits to the client. */
  #bound(socket: Socket, isSecure: boolean): void {
    const stalled = (): void => {
      const { stallTimeoutMs } = this.#host.limits();
      this.#fail(
        'stalled',
        `read none of ${this.#counters.unsentBytes} unsent bytes for ${stallTimeoutMs} ms`,
      );
    };
    const onUnsent = (unsentBytes: number): void => {
      const { maxUnsentBytes } = this.#host.limits();
      if (unsentBytes > maxUnsentBytes) {
        this.#fail(
          'unsent',
          `${unsentBytes} unsent bytes, more than maxUnsentBytes (${maxUnsentBytes})`,
        );
      } else {
        this.#host.unsentWatch.add(socket, this.#counters, stalled);
      }
    };
    const mayBeSecure = this.#host.securer !== undefined && !isSecure;
    const isRefused = (first: Buffer): boolean => this.#isLateHello(first);
    meter(socket, this.#counters, onUnsent, mayBeSecure ? isRefused : undefined);
    this.#boundIdling();
    socket.on('timeout', () => {
      const { idleTimeoutMs } = this.#host.limits();
      if (idleTimeoutMs > 0) this.#fail('idle', `idle for ${idleTimeoutMs} ms`);
    });
  }

  /** Closes a client that begins a TLS handshake after its handler may have written plain text. */
  #isLateHello(first: Buffer): boolean {
    if (!beginsTlsHello(first)) return false;
    this.#fail('tls', 'TLS hello after it was served without TLS');
    return true;
  }

  /** Applies changed limits that are properties of the socket. */
  limitsChanged(): void {
    this.#boundIdling();
    const { keepAliveMs } = this.#host.limits();
    this.#message.socket.setKeepAlive(keepAliveMs > 0, keepAliveMs);
  }

  #boundIdling(): void {
    const { idleTimeoutMs } = this.#host.limits();
    if (idleTimeoutMs !== (this.#socket.timeout ?? 0)) this.#socket.setTimeout(idleTimeoutMs);
  }

  #fail(reason: DisconnectReason, message: string): void {
    if (this.#socket.destroyed) return;
    this.#reason ??= reason;
    this.#host.log.write('warn', `closed: ${message}`, { reason }, this.id);
    this.#socket.destroy();
  }

  #failedHandshake({ message }: ErrorData): void {
    this.#reason ??= 'tls';
    const cause = this.#isDisplaced ? 'too many handshakes at once' : message;
    this.#host.log.write('info', `TLS handshake failed: ${cause}`, undefined, this.id);
    this.#close();
  }

  #close(): void {
    this.#counters.unsentBytes = 0;
    this.#context?.abort(clientGone);
    this.#host.closed(this, this.#reason ?? 'end');
  }
}

function toError({ code, message }: ErrorData): Error {
  return Object.assign(new Error(message), { code });
}
