import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Settings } from '../options.ts';
import type { ListenerAddress } from '../server-event.ts';

/** The listening socket: can be closed and opened again on the same port, while its clients stay. */
export class ListeningSocket {
  readonly #settings: Settings;
  readonly #accept: (socket: Socket) => void;
  #opening: Promise<ListenerAddress> | undefined;
  #server: Server | undefined;
  #port: number;

  constructor(settings: Settings, accept: (socket: Socket) => void) {
    this.#settings = settings;
    this.#accept = accept;
    this.#port = settings.port;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  /** Opens the socket, unless it is open; on the port it had before, if it had one. @throws what `listen` fails with */
  open(): Promise<ListenerAddress> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<ListenerAddress> {
    const { host, backlog, allowHalfOpen } = this.#settings;
    // Only a socket of which nothing has been read can move to another thread, so it must not start reading here.
    const server = createServer(
      { pauseOnConnect: true, noDelay: true, allowHalfOpen },
      this.#accept,
    );
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    server.once('error', reject);
    server.listen({ port: this.#port, host, backlog, exclusive: true }, () => resolve(undefined));
    await promise;
    server.off('error', reject);
    // Accepting can fail for a moment, for want of descriptors; libuv tries again by itself.
    server.on('error', () => {});
    const { address, port } = server.address() as AddressInfo;
    this.#port = port;
    this.#server = server;
    return { address, port };
  }

  /** Closes the socket: new clients are refused by the system. */
  close(): void {
    this.#server?.close();
    this.#server = undefined;
    this.#opening = undefined;
  }
}
