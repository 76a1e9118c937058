import { once } from 'node:events';
import { chmodSync, linkSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { codeOf, messageOf } from '../../../../common/thrown.ts';
import { ControlError } from '../errors.ts';
import { socketAddress } from './socket-address.ts';

/** A server that listens on a unix socket, and the socket file that is its own. */
export class BoundPath {
  readonly server: Server;
  readonly #path: string;
  readonly #inode: bigint | undefined;

  /** Use {@link bindPath}. */
  constructor(server: Server, path: string) {
    this.server = server;
    this.#path = path;
    this.#inode = inodeAt(path);
  }

  /** Whether the path still names the socket of this server, and not another file or none. */
  get inPlace(): boolean {
    return this.#inode !== undefined && inodeAt(this.#path) === this.#inode;
  }

  /** Stops listening and removes the socket file, but not one that another server has put in its place. */
  close(): void {
    if (this.inPlace || inodeAt(this.#path) === undefined) {
      this.server.close();
      return;
    }
    // Closing a server removes whatever its path names by then.
    const kept = `${this.#path}.${process.pid}`;
    try {
      linkSync(this.#path, kept);
      this.server.close();
      renameSync(kept, this.#path);
    } catch {
      this.server.close();
    }
  }

  /** Removes the socket file at once, if it is still that of this server. */
  remove(): void {
    if (this.inPlace) rmSync(this.#path, { force: true });
  }
}

/**
 * Listens on a path that is free, with mode 0600.
 *
 * @throws {ControlError} `ERR_CONTROL_SOCKET_IN_USE`, `ERR_CONTROL_SOCKET_PATH`
 */
export async function bindPath(path: string): Promise<BoundPath> {
  const server = createServer({ allowHalfOpen: true });
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
  return new BoundPath(server, path);
}

function inodeAt(path: string): bigint | undefined {
  try {
    return lstatSync(path, { bigint: true }).ino;
  } catch {
    return undefined;
  }
}
