import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client of the control socket that does not use this package. */
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

  /** Resolves with everything received once it contains a text. */
  async sees(text: string): Promise<string> {
    while (!this.text.includes(text)) await once(this.socket, 'data');
    return this.text;
  }

  /** Resolves with everything received when the server has ended the connection. */
  async ended(): Promise<string> {
    if (!this.socket.readableEnded) await once(this.socket, 'end');
    this.socket.end();
    return this.text;
  }
}
