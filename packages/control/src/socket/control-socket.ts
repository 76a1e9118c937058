import { once } from 'node:events';
import type { Socket } from 'node:net';
import { messageOf } from '../../../../common/thrown.ts';
import type { Executor } from '../executor.ts';
import { bindSocket, type BoundSocket, preparePath } from './socket-file.ts';
import { Controller } from './controller.ts';
import { encodeOutcome } from './protocol.ts';

/** Options of {@link openControlSocket}. */
export interface ControlSocketOptions {
  /** The path of the socket, at most 107 bytes. */
  readonly path: string;
  /** Runs the commands. */
  readonly executor: Executor;
  /** The name of the server, sent to controllers. */
  readonly name: string;
  /** The data folder of the server, sent to controllers. @default none */
  readonly data?: string;
  /** Maximum number of controllers; more are rejected with `ERR_CONTROL_BUSY`. @default 16 */
  readonly maxControllers?: number;
  /** Maximum length of a command line, in bytes. @default 8192 */
  readonly maxLineBytes?: number;
  /** How often to check that the socket file is still there, in milliseconds. @default 5000 */
  readonly checkIntervalMs?: number;
  /** Called when the socket file was missing and has been recreated. @default does nothing */
  readonly onRestore?: () => void;
  /**
   * Called when a controller cannot be accepted, for example for lack of file descriptors, or when a missing socket file
   * cannot be recreated. @default does nothing
   */
  readonly onError?: (error: Error) => void;
}

/** How long a rejected controller may keep its half of the connection open. */
const rejectionMs = 1000;
/** Maximum number of rejected controllers with this time; more are closed without a response. */
const maxRejected = 16;

type ResolvedOptions = Required<Omit<ControlSocketOptions, 'data'>> &
  Pick<ControlSocketOptions, 'data'>;

/** A unix socket that accepts commands from its owner and root. */
export class ControlSocket implements AsyncDisposable {
  readonly path: string;
  readonly #options: ResolvedOptions;
  readonly #controllers = new Set<Controller>();
  readonly #rejected = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #bound: BoundSocket;
  #checking = false;
  #lastFailure: string | undefined;
  #lastId = 0;
  #closing: Promise<void> | undefined;

  /** Use {@link openControlSocket}. */
  constructor(bound: BoundSocket, options: ResolvedOptions) {
    this.path = options.path;
    this.#options = options;
    this.#bound = bound;
    this.#serve(bound);
    this.#timer = setInterval(() => void this.check(), options.checkIntervalMs).unref();
  }

  /** The number of connected controllers. */
  get controllers(): number {
    return this.#controllers.size;
  }

  /** Recreates the socket file if it was removed, for example from `/tmp`. Never rejects. */
  async check(): Promise<void> {
    if (this.#checking || this.#closing !== undefined || this.#bound.inPlace) return;
    this.#checking = true;
    try {
      await preparePath(this.path);
      this.#bound.close();
      this.#bound = await bindSocket(this.path);
      this.#serve(this.#bound);
      this.#lastFailure = undefined;
      this.#options.onRestore();
    } catch (error) {
      // Report each reason once, not at every check.
      const failure = messageOf(error);
      if (failure !== this.#lastFailure) this.#options.onError(error as Error);
      this.#lastFailure = failure;
    } finally {
      this.#checking = false;
    }
    if (this.#closing !== undefined) this.#bound.close();
  }

  /** Removes the socket file at once, before the process exits. */
  remove(): void {
    this.#bound.remove();
  }

  /** Stops listening, and disconnects the controllers after sending their last output. Idempotent. */
  close({ timeoutMs = 1000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #serve({ server }: BoundSocket): void {
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', this.#options.onError);
  }

  #accept(socket: Socket): void {
    const { maxControllers, ...options } = this.#options;
    if (this.#controllers.size >= maxControllers || this.#closing !== undefined) {
      return this.#reject(socket);
    }
    this.#lastId += 1;
    const controller = new Controller(socket, { ...options, id: this.#lastId });
    this.#controllers.add(controller);
    socket.once('close', () => this.#controllers.delete(controller));
  }

  #reject(socket: Socket): void {
    socket.on('error', () => {});
    if (this.#rejected.size >= maxRejected) {
      socket.destroy();
      return;
    }
    const message = `Too many controllers, the maximum is ${this.#options.maxControllers}`;
    socket.end(encodeOutcome({ ok: false, code: 'ERR_CONTROL_BUSY', message }));
    // Keep reading: unread data would reset the connection before the response is read.
    socket.resume();
    this.#rejected.add(socket);
    const timer = setTimeout(() => socket.destroy(), rejectionMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#rejected.delete(socket);
    });
  }

  async #close(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    const { server } = this.#bound;
    const closed = server.listening ? once(server, 'close') : undefined;
    this.#bound.close();
    for (const socket of this.#rejected) socket.destroy();
    await Promise.all(Array.from(this.#controllers, (one) => one.close({ timeoutMs })));
    await closed;
  }
}

/**
 * Opens a control socket, with mode 0600. A stale socket file is replaced; one that is removed while the server runs is
 * recreated.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_IN_USE` if a running server owns it, `ERR_CONTROL_SOCKET_PATH` or
 * `ERR_CONTROL_SOCKET_FOLDER` if it cannot be created there
 */
export async function openControlSocket({
  maxControllers = 16,
  maxLineBytes = 8192,
  checkIntervalMs = 5000,
  onRestore = () => {},
  onError = () => {},
  ...options
}: ControlSocketOptions): Promise<ControlSocket> {
  await preparePath(options.path);
  const bounds = { maxControllers, maxLineBytes, checkIntervalMs };
  return new ControlSocket(await bindSocket(options.path), {
    ...options,
    ...bounds,
    onRestore,
    onError,
  });
}
