import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';

/** A client for tests: collects what it receives, and waits for it. */
export class Client {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** The error the connection ended with, if any. */
  error: Error | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
    });
    socket.on('error', (error) => {
      this.error = error;
    });
  }

  /** How many bytes have come. */
  get count(): number {
    return this.#bytes;
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.received.toString();
  }

  /** Resolves when so many bytes have come in all; rejects if the connection closes before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#bytes < count) {
      if (this.socket.closed) throw new Error(`closed after ${this.#bytes} of ${count} bytes`);
      await eitherOf(this.socket, 'data', 'close');
    }
    return this.received;
  }

  /** Resolves when more has come, or the connection is closed. */
  async more(): Promise<void> {
    if (!this.socket.closed) await eitherOf(this.socket, 'data', 'close');
  }

  /** Resolves to the first whole line that has come. */
  async line(): Promise<string> {
    while (!this.text.includes('\n')) {
      if (this.socket.closed) throw new Error(`closed after "${this.text}"`);
      await eitherOf(this.socket, 'data', 'close');
    }
    return this.text.slice(0, this.text.indexOf('\n'));
  }

  /** Sends, and resolves when the same bytes have come back. */
  async echo(message: string | Buffer): Promise<void> {
    const sent = Buffer.from(message);
    const before = this.#bytes;
    this.socket.write(sent);
    const received = await this.bytes(before + sent.length);
    if (!received.subarray(before, before + sent.length).equals(sent))
      throw new Error('not the same bytes came back');
  }

  /** Resolves when the connection is closed. */
  async closed(): Promise<void> {
    // Not `once()`: that would reject with the error of a connection that was reset.
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.socket.once('close', () => resolve(undefined));
    if (!this.socket.closed) await promise;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Connects to a port of this machine. */
export async function connect(port: number, host = '127.0.0.1'): Promise<Client> {
  const socket = connectSocket({ port, host, noDelay: true });
  const client = new Client(socket);
  await once(socket, 'connect');
  return client;
}

async function eitherOf(socket: Socket, ...events: string[]): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race(events.map((event) => once(socket, event, { signal }).catch(() => {})));
  controller.abort();
}
