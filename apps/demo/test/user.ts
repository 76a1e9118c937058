import { connect, type Socket } from 'node:net';

const users: User[] = [];

/** Closes the connection of every user. For `afterEach`. */
export function goAway(): void {
  for (const user of users.splice(0)) user.socket.destroy();
}

/** Someone with nc: writes, and looks at what comes. */
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

  /** Resolves when the text has come; rejects if the connection ends without. */
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
