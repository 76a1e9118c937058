import type { Socket } from 'node:net';
import type { DisconnectReason } from '../server-event.ts';
import type { ConnectionMessage } from '../protocol.ts';
import { type ErrorData, toErrorData } from '../errors.ts';
import { Counters } from '../counters.ts';
import type { Handler } from '../handler.ts';
import type { Limits } from '../limits.ts';
import { ClientContext, type ThreadContext } from './context.ts';
import { meter, type UnsentWatch } from './meter.ts';
import type { Securer } from './secure.ts';
import { beginsTlsHello } from './tls-hello.ts';
import type { ThreadLog } from './thread-log.ts';

/** What a connection needs of the thread it lives in. */
export interface ConnectionHost extends ThreadContext {
  readonly handler: Handler;
  readonly log: ThreadLog;
  readonly unsentWatch: UnsentWatch;
  limits(): Limits;
  /** What secures the sockets, or undefined if they are not to be. */
  readonly securer: Securer | undefined;
  readonly allowHalfOpen: boolean;
  /** The connection has begun its TLS handshake, where that was not certain, or has done it. */
  handshake(state: 'handshake' | 'secured', connection: Connection): void;
  /** The connection's socket is closed. */
  closed(connection: Connection, reason: DisconnectReason): void;
}

// One for all: making an error for each client that leaves would cost more than the rest of its leaving.
const clientGone = Object.assign(new Error('the client is gone'), { code: 'ERR_CLIENT_GONE' });

/** One client in its thread, from the hand-over of the socket until that is closed. */
export class Connection {
  readonly id: number;
  readonly #host: ConnectionHost;
  readonly #message: ConnectionMessage;
  readonly #counters: Counters;
  #socket: Socket;
  #context: ClientContext | undefined;
  #reason: DisconnectReason | undefined;
  #inHandshake = false;
  /** Its handshake was ended, to make place for others. */
  #isDisplaced = false;
  /** What the signal is to abort with, once there is one. */
  #abortedBy: Error | undefined;

  constructor(message: ConnectionMessage, host: ConnectionHost) {
    this.id = message.id;
    this.#message = message;
    this.#host = host;
    this.#counters = new Counters(message.counters);
    this.#socket = message.socket;
  }

  /** Secures the socket if it is to be, and gives it to the handler. */
  open(): void {
    const { securer, allowHalfOpen } = this.#host;
    if (securer === undefined) {
      this.#serve(this.#socket, false);
      return;
    }
    // Until the handler has it, errors of the socket are its closing's concern.
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

  /** Ends a client whose TLS handshake is not done, and no other. */
  endHandshake(): void {
    if (!this.#inHandshake) return;
    this.#isDisplaced = true;
    this.#socket.destroy();
  }

  /** Ends the client: aborts its signal, lets the handler say a last word, destroys the socket. */
  end(error: ErrorData): void {
    this.#reason ??= 'kick';
    this.#context?.abort(toError(error));
    setImmediate(() => this.#socket.destroy());
  }

  /** Tells the handler to come to its end. */
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
    // A client that ended its side while it was looked at: who is to be told listens only now.
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

  /** Puts the client under the limits. */
  #bound(socket: Socket, isSecure: boolean): void {
    const stalled = (): void => {
      const { stallTimeoutMs } = this.#host.limits();
      this.#fail(
        'stalled',
        `took none of ${this.#counters.unsentBytes} unsent bytes for ${stallTimeoutMs} ms`,
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

  /** Closes a client that begins a TLS handshake when its handler may have written plain text already. */
  #isLateHello(first: Buffer): boolean {
    if (!beginsTlsHello(first)) return false;
    this.#fail('tls', 'its TLS hello came too late, when it was served as a plain client');
    return true;
  }

  /** Takes over limits that a socket itself keeps. */
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
    const cause = this.#isDisplaced ? 'too many others at once' : message;
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
