import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import type { Executor } from '../shell/io.ts';
import { claimPath } from './claim-path.ts';
import { Controller } from './controller.ts';
import { encodeOutcome } from './protocol.ts';
import { socketAddress } from './socket-address.ts';

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
  /** Told that a controller could not be accepted, for example for lack of descriptors. @default nobody is */
  readonly onError?: (error: Error) => void;
}

/** So long may a refused controller keep its half of the connection open, in milliseconds. */
const refusalMs = 1000;

/** A unix socket on which commands are taken: only from the user it belongs to, and from root. */
export class ControlSocket implements AsyncDisposable {
  readonly path: string;
  readonly #server: Server;
  readonly #options: Required<ControlSocketOptions>;
  readonly #controllers = new Set<Controller>();
  readonly #refused = new Set<Socket>();
  #lastId = 0;
  #closing: Promise<void> | undefined;

  /** Use {@link openControlSocket}. */
  constructor(server: Server, options: Required<ControlSocketOptions>) {
    this.path = options.path;
    this.#server = server;
    this.#options = options;
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', options.onError);
  }

  /** How many controllers are connected. */
  get controllers(): number {
    return this.#controllers.size;
  }

  /** Takes the socket away and ends the controllers, once their last answer is out. Idempotent. */
  close({ timeoutMs = 1000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
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
    const message = `No more than ${this.#options.maxControllers} controllers at once`;
    socket
      .on('error', () => {})
      .end(encodeOutcome({ ok: false, code: 'ERR_CONTROL_BUSY', message }));
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
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#refused) socket.destroy();
    await Promise.all(Array.from(this.#controllers, (one) => one.close({ timeoutMs })));
    await closed;
  }
}

/**
 * Opens a control socket, with mode 0600. A stale one is replaced.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_IN_USE` if a living server has it, `ERR_CONTROL_SOCKET_PATH` or
 * `ERR_CONTROL_SOCKET_FOLDER` if it can't be there
 */
export async function openControlSocket({
  maxControllers = 16,
  maxLineBytes = 8192,
  onError = () => {},
  ...options
}: ControlSocketOptions): Promise<ControlSocket> {
  await claimPath(options.path);
  const server = createServer({ allowHalfOpen: true });
  await listen(server, options.path);
  return new ControlSocket(server, { ...options, maxControllers, maxLineBytes, onError });
}

async function listen(server: Server, path: string): Promise<void> {
  // The socket comes into being in this call: nobody else can connect even for a moment.
  const umask = process.umask(0o177);
  try {
    server.listen(socketAddress(path));
  } finally {
    process.umask(umask);
  }
  try {
    await once(server, 'listening');
    chmodSync(path, 0o600);
  } catch (error) {
    server.close();
    const inUse = codeOf(error) === 'EADDRINUSE';
    throw new ControlError(
      inUse ? 'ERR_CONTROL_SOCKET_IN_USE' : 'ERR_CONTROL_SOCKET_PATH',
      `Cannot listen on "${path}": ${inUse ? 'another server took it' : messageOf(error)}`,
      { cause: error },
    );
  }
}
