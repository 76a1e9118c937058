import { once } from 'node:events';
import type { Socket } from 'node:net';
import { messageOf } from '../../../../common/thrown.ts';
import type { Executor } from '../shell/io.ts';
import { bindPath, type BoundPath } from './bind-path.ts';
import { claimPath } from './claim-path.ts';
import { Controller } from './controller.ts';
import { encodeOutcome } from './protocol.ts';

/** Options of {@link openControlSocket}. */
export interface ControlSocketOptions {
  /** Where; see `controlSocketPath()`. At most 107 bytes. */
  readonly path: string;
  /** What runs the commands. */
  readonly executor: Executor;
  /** Told to controllers. */
  readonly name: string;
  /** Most controllers at once; more are refused with `ERR_CONTROL_BUSY`. @default 16 */
  readonly maxControllers?: number;
  /** Longest command line, in bytes. @default 8192 */
  readonly maxLineBytes?: number;
  /** How often to check that the socket file is still there, in milliseconds. @default 5000 */
  readonly checkIntervalMs?: number;
  /** Called when the socket file was missing and has been made again. @default does nothing */
  readonly onRestore?: () => void;
  /**
   * Called when a controller could not be accepted, for example for lack of descriptors, or when a missing socket file
   * cannot be made again. @default does nothing
   */
  readonly onError?: (error: Error) => void;
}

/** How long a refused controller may keep its half of the connection open, in milliseconds. */
const refusalMs = 1000;
/** Refused controllers that are given this time; further ones are closed without an answer. */
const maxRefused = 16;

/** A unix socket on which commands are taken: only from the user it belongs to, and from root. */
export class ControlSocket implements AsyncDisposable {
  readonly path: string;
  readonly #options: Required<ControlSocketOptions>;
  readonly #controllers = new Set<Controller>();
  readonly #refused = new Set<Socket>();
  readonly #timer: NodeJS.Timeout;
  #bound: BoundPath;
  #checking = false;
  #lastFailure: string | undefined;
  #lastId = 0;
  #closing: Promise<void> | undefined;

  /** Use {@link openControlSocket}. */
  constructor(bound: BoundPath, options: Required<ControlSocketOptions>) {
    this.path = options.path;
    this.#options = options;
    this.#bound = bound;
    this.#serve(bound);
    this.#timer = setInterval(() => void this.check(), options.checkIntervalMs).unref();
  }

  /** How many controllers are connected. */
  get controllers(): number {
    return this.#controllers.size;
  }

  /** Makes the socket file again if it was removed, as by a cleaned `/tmp`. Never rejects. */
  async check(): Promise<void> {
    if (this.#checking || this.#closing !== undefined || this.#bound.inPlace) return;
    this.#checking = true;
    try {
      await claimPath(this.path);
      this.#bound.close();
      this.#bound = await bindPath(this.path);
      this.#serve(this.#bound);
      this.#lastFailure = undefined;
      this.#options.onRestore();
    } catch (error) {
      // Each reason is reported once, not with every check.
      const failure = messageOf(error);
      if (failure !== this.#lastFailure) this.#options.onError(error as Error);
      this.#lastFailure = failure;
    } finally {
      this.#checking = false;
    }
    if (this.#closing !== undefined) this.#bound.close();
  }

  /** Removes the socket file at once, for a process that is about to exit. */
  remove(): void {
    this.#bound.remove();
  }

  /** Takes the socket away and ends the controllers, once their last answer is out. Idempotent. */
  close({ timeoutMs = 1000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #serve({ server }: BoundPath): void {
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', this.#options.onError);
  }

  #accept(socket: Socket): void {
    const { maxControllers, ...options } = this.#options;
    if (this.#controllers.size >= maxControllers || this.#closing !== undefined) {
      return this.#refuse(socket);
    }
    this.#lastId += 1;
    const controller = new Controller(socket, { ...options, id: this.#lastId });
    this.#controllers.add(controller);
    socket.once('close', () => this.#controllers.delete(controller));
  }

  #refuse(socket: Socket): void {
    socket.on('error', () => {});
    if (this.#refused.size >= maxRefused) {
      socket.destroy();
      return;
    }
    const message = `No more than ${this.#options.maxControllers} controllers at once`;
    socket.end(encodeOutcome({ ok: false, code: 'ERR_CONTROL_BUSY', message }));
    // Read on: were it closed while it still writes, it might never see the answer.
    socket.resume();
    this.#refused.add(socket);
    const timer = setTimeout(() => socket.destroy(), refusalMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#refused.delete(socket);
    });
  }

  async #close(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    const { server } = this.#bound;
    const closed = server.listening ? once(server, 'close') : undefined;
    this.#bound.close();
    for (const socket of this.#refused) socket.destroy();
    await Promise.all(Array.from(this.#controllers, (one) => one.close({ timeoutMs })));
    await closed;
  }
}

/**
 * Opens a control socket, with mode 0600. A stale one is replaced; one that is removed while the server runs is made
 * again.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_IN_USE` if a living server has it, `ERR_CONTROL_SOCKET_PATH` or
 * `ERR_CONTROL_SOCKET_FOLDER` if it can't be there
 */
export async function openControlSocket({
  maxControllers = 16,
  maxLineBytes = 8192,
  checkIntervalMs = 5000,
  onRestore = () => {},
  onError = () => {},
  ...options
}: ControlSocketOptions): Promise<ControlSocket> {
  await claimPath(options.path);
  const bounds = { maxControllers, maxLineBytes, checkIntervalMs };
  return new ControlSocket(await bindPath(options.path), {
    ...options,
    ...bounds,
    onRestore,
    onError,
  });
}
