import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { socketAddress } from './socket-path.ts';

/** The maximum length of a unix socket path, in bytes. */
const maxPathBytes = process.platform === 'darwin' ? 103 : 107;

/**
 * Prepares a path for a unix socket: creates its folder (0700) and removes a stale socket.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_PATH`, `ERR_CONTROL_SOCKET_FOLDER`, `ERR_CONTROL_SOCKET_IN_USE`
 */
export async function preparePath(path: string): Promise<void> {
  const bytes = Buffer.byteLength(socketAddress(path).path);
  if (path === '' || bytes > maxPathBytes) {
    const found =
      path === '' ? 'it is empty' : `it has ${bytes} bytes, the maximum is ${maxPathBytes}`;
    throw new ControlError('ERR_CONTROL_SOCKET_PATH', `Cannot listen on "${path}": ${found}`);
  }
  checkFolder(dirname(path));
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old === undefined) return;
  if (!old.isSocket()) {
    const message = `Cannot listen on "${path}": it exists and is not a socket`;
    throw new ControlError('ERR_CONTROL_SOCKET_PATH', message);
  }
  if (await isInUse(path)) {
    const message = `Cannot listen on "${path}": another server is using it; choose another path`;
    throw new ControlError('ERR_CONTROL_SOCKET_IN_USE', message);
  }
  // Another server may have replaced it meanwhile.
  if (lstatSync(path, { throwIfNoEntry: false })?.ino === old.ino) unlinkSync(path);
}

function checkFolder(folder: string): void {
  let stats: Stats;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    stats = lstatSync(folder);
    if (stats.isSymbolicLink()) stats = lstatSync(`${folder}/.`);
  } catch (error) {
    throw new ControlError(
      'ERR_CONTROL_SOCKET_FOLDER',
      `Cannot create the folder "${folder}": ${messageOf(error)}`,
      { cause: error },
    );
  }
  const user = process.geteuid?.();
  const otherUser = user !== undefined && stats.uid !== user && stats.uid !== 0;
  const writable = (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0;
  if (otherUser || writable) {
    const message = `Cannot use the folder "${folder}": ${otherUser ? 'it belongs to another user' : 'other users can write to it'}`;
    throw new ControlError('ERR_CONTROL_SOCKET_FOLDER', message);
  }
}

/** Whether a server accepts connections at the path. */
function isInUse(path: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const socket = connect(socketAddress(path));
  socket.once('connect', () => resolve(true));
  socket.once('error', (error) => {
    const code = codeOf(error);
    if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false);
    else if (code === 'EAGAIN') resolve(true);
    else {
      const message = `Cannot listen on "${path}": ${error.message}`;
      reject(new ControlError('ERR_CONTROL_SOCKET_PATH', message, { cause: error }));
    }
  });
  return promise.finally(() => socket.destroy());
}

/** A server listening on a unix socket, and its socket file. */
export class BoundSocket {
  readonly server: Server;
  readonly #path: string;
  readonly #inode: bigint | undefined;

  /** Use {@link bindSocket}. */
  constructor(server: Server, path: string) {
    this.server = server;
    this.#path = path;
    this.#inode = inodeAt(path);
  }

  /** Whether the path still refers to the socket file of this server. */
  get inPlace(): boolean {
    return this.#inode !== undefined && inodeAt(this.#path) === this.#inode;
  }

  /** Stops listening and removes the socket file, unless another server has replaced it. */
  close(): void {
    if (this.inPlace || inodeAt(this.#path) === undefined) {
      this.server.close();
      return;
    }
    // Closing a server removes whatever is at its path by then.
    const kept = `${this.#path}.${process.pid}`;
    try {
      linkSync(this.#path, kept);
      this.server.close();
      renameSync(kept, this.#path);
    } catch {
      this.server.close();
    }
  }

  /** Removes the socket file at once, unless another server has replaced it. */
  remove(): void {
    if (this.inPlace) rmSync(this.#path, { force: true });
  }
}

/**
 * Listens on a path prepared by {@link preparePath}, with mode 0600.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_IN_USE`, `ERR_CONTROL_SOCKET_PATH`
 */
export async function bindSocket(path: string): Promise<BoundSocket> {
  const server = createServer({ allowHalfOpen: true });
  // The socket file is created in this call: no other user can connect even for a moment.
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
      `Cannot listen on "${path}": ${inUse ? 'another server is using it' : messageOf(error)}`,
      { cause: error },
    );
  }
  return new BoundSocket(server, path);
}

function inodeAt(path: string): bigint | undefined {
  try {
    return lstatSync(path, { bigint: true }).ino;
  } catch {
    return undefined;
  }
}
