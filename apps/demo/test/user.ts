import { connect, type Socket } from 'node:net';

const users: User[] = [];

/** Closes all connections of a test. For `afterEach`. */
export function goAway(): void {
  for (const user of users.splice(0)) user.socket.destroy();
}

/** A client such as nc. */
export class User {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  seen = '';

  constructor(port: number, words: string) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('utf8').on('data', (text: string) => (this.seen += text));
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.socket.once('end', resolve).once('close', resolve));
    this.socket.write(words);
    users.push(this);
  }

  /** Resolves when the text has arrived; rejects if the connection ends first. */
  async sees(text: string | RegExp): Promise<void> {
    const there = (): boolean =>
      typeof text === 'string' ? this.seen.includes(text) : text.test(this.seen);
    let ended = false;
    void this.closed.then(() => (ended = true));
    while (!there()) {
      if (ended) throw new Error(`did not see ${String(text)} but: ${this.seen}`);
      const more = new Promise((resolve) => this.socket.once('data', resolve));
      await Promise.race([more, this.closed]);
    }
  }
}
