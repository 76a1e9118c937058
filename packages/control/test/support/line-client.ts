import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A program that talks to a control socket without the client of this package. */
export class LineClient {
  readonly socket: Socket;
  text = '';

  /** Use {@link LineClient.connect}. */
  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (this.text += chunk));
    socket.on('error', () => {});
  }

  static async connect(path: string): Promise<LineClient> {
    const socket = connect({ path, allowHalfOpen: true });
    await once(socket, 'connect');
    return new LineClient(socket);
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Resolves to what has come when a text has. */
  async sees(text: string): Promise<string> {
    while (!this.text.includes(text)) await once(this.socket, 'data');
    return this.text;
  }

  /** Resolves to everything that came when the other side has ended. */
  async ended(): Promise<string> {
    if (!this.socket.readableEnded) await once(this.socket, 'end');
    this.socket.end();
    return this.text;
  }
}
