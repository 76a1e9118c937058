import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A user with a plain TCP client. */
export class User {
  readonly socket: Socket;
  /** Received text that `sees()` has not returned yet. */
  unread = '';
  /** All received bytes. */
  bytes = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.unread += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#wake());
  }

  static async connect(port: number): Promise<User> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new User(socket);
  }

  /** Connects and registers an account. Resolves when the lobby is joined. */
  static async enter(port: number, name: string, password = 'secret-pass'): Promise<User> {
    const user = await User.connect(port);
    user.type(name, password, password);
    await user.sees('/help lists what you can do\r\n');
    return user;
  }

  /** Logs in to an existing account. Resolves when the lobby is joined. */
  static async return(port: number, name: string, password = 'secret-pass'): Promise<User> {
    const user = await User.connect(port);
    user.type(name, password);
    await user.sees('/help lists what you can do\r\n');
    return user;
  }

  type(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Resolves to the received text up to and including `text`; rejects if the connection ends before. */
  async sees(text: string): Promise<string> {
    for (;;) {
      const at = this.unread.indexOf(text);
      if (at !== -1) {
        const seen = this.unread.slice(0, at + text.length);
        this.unread = this.unread.slice(at + text.length);
        return seen;
      }
      if (this.socket.destroyed) throw new Error(`"${text}" never came, only: ${this.unread}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Resolves to the unread text when the server has closed the connection. */
  async closed(): Promise<string> {
    if (!this.socket.destroyed) await once(this.socket, 'close');
    return this.unread;
  }

  /** Resolves to the unread text once everything sent so far has been answered. */
  async settled(): Promise<string> {
    this.type('/nosuchcommand');
    const seen = await this.sees('There is no /nosuchcommand');
    await this.sees('\n');
    return seen.replace(/!! There is no \/nosuchcommand$/, '');
  }

  leave(): void {
    this.socket.destroy();
  }
}
