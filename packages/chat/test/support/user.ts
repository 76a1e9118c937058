import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Somebody at a TCP client: types, and waits for what comes. */
export class User {
  readonly socket: Socket;
  /** Everything received that was not waited for yet. */
  unread = '';
  /** Everything received. */
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

  /** Comes, makes an account, and is in the lobby. */
  static async enter(port: number, name: string, password = 'secret-pass'): Promise<User> {
    const user = await User.connect(port);
    user.type(name, password, password);
    await user.sees('/help lists what you can do\r\n');
    return user;
  }

  /** Comes by an account there is, and is in the lobby. */
  static async return(port: number, name: string, password = 'secret-pass'): Promise<User> {
    const user = await User.connect(port);
    user.type(name, password);
    await user.sees('/help lists what you can do\r\n');
    return user;
  }

  type(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Resolves to what came up to and with a text; rejects if the connection ends before it comes. */
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

  /** Resolves to everything that is left when the server has closed. */
  async closed(): Promise<string> {
    if (!this.socket.destroyed) await once(this.socket, 'close');
    return this.unread;
  }

  /** What is on the screen once everything said so far has surely come. */
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
