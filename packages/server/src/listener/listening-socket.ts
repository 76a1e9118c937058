import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Settings } from '../protocol.ts';
import type { ListenerAddress } from '../server-event.ts';

/** The listening socket. It can be paused and opened again on the same port. */
export class ListeningSocket {
  readonly #settings: Settings;
  readonly #accept: (socket: Socket) => void;
  #opening: Promise<ListenerAddress> | undefined;
  #server: Server | undefined;
  #port: number;
  #paused = false;
  #ended = false;

  constructor(settings: Settings, accept: (socket: Socket) => void) {
    this.#settings = settings;
    this.#accept = accept;
    this.#port = settings.port;
  }

  /** Whether new clients are accepted. */
  get isOpen(): boolean {
    return this.#server !== undefined && !this.#paused;
  }

  /** Opens the socket, unless it is open, on its previous port, if it had one. @throws what `listen` fails with */
  async open(): Promise<ListenerAddress> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    const address = await this.#opening;
    this.#paused = false;
    return address;
  }

  async #open(): Promise<ListenerAddress> {
    const { allowHalfOpen } = this.#settings;
    // A socket can move to another thread only before anything is read from it.
    const server = createServer(
      { pauseOnConnect: true, noDelay: true, allowHalfOpen },
      this.#accept,
    );
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    server.once('error', reject);
    this.#listen(server, () => resolve(undefined));
    await promise;
    if (this.#ended) {
      server.close();
      throw new Error('the server is closed');
    }
    server.off('error', reject);
    // Accepting can fail while there are no descriptors; libuv tries again.
    server.on('error', () => {});
    const { address, port } = addressOf(server);
    this.#port = port;
    this.#server = server;
    return { address, port };
  }

  #listen(server: Server, done: () => void): void {
    const { host, fd, backlog } = this.#settings;
    if (fd !== undefined) server.listen({ fd }, backlog, done);
    else server.listen({ port: this.#port, host, backlog, exclusive: true }, done);
  }

  /**
   * Stops serving new clients. Closes the socket, so that the system refuses them. An inherited socket could not be opened again,
   * so it goes on accepting, and the caller must refuse the clients.
   */
  pause(): void {
    if (this.#settings.fd === undefined) this.close();
    else this.#paused = true;
  }

  /** Closes the socket for good. */
  end(): void {
    this.#ended = true;
    this.close();
  }

  /** Closes the socket. */
  close(): void {
    this.#server?.close();
    this.#server = undefined;
    this.#opening = undefined;
  }
}

/** The address of a server. @throws {Error} if it is not a TCP socket, which a descriptor may be, and closes it */
function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address;
  server.close();
  throw new Error('it is not a TCP socket');
}
