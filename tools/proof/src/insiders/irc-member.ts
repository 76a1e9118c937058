import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A member with an IRC connection, who asks and waits for the answer. */
export class IrcMember {
  /** Resolves when it is in the lobby, or the connection has ended. */
  readonly entered: Promise<unknown>;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<unknown>;
  closed = false;
  /** The last line that came. */
  last = '';
  readonly #socket: Socket;
  #asked = 0;
  #answered = Promise.withResolvers<undefined>();
  #rest = '';

  constructor(port: number, name: string, token: string) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    const entered = Promise.withResolvers<undefined>();
    this.entered = entered.promise;
    this.ended = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split('\r\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line, () => entered.resolve(undefined));
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.closed = true;
      entered.resolve(undefined);
      this.#answered.resolve(undefined);
    });
    this.send(`PASS ${token}`);
    this.send(`NICK ${name}`);
    this.send(`USER ${name} 0 * :${name}`);
  }

  send(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  /** Sends a command; resolves when it is answered, as the PONG behind it shows, or it is too late. */
  async ask(command: string, until: number): Promise<void> {
    this.#asked += 1;
    this.#answered = Promise.withResolvers();
    this.send(command);
    this.send(`PING ${this.#asked}`);
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([
      this.#answered.promise,
      sleep(Math.max(1, until - performance.now()), undefined, { signal }).catch(() => {}),
    ]);
    waiting.abort();
  }

  #take(line: string, enter: () => void): void {
    this.last = line;
    if (line.includes(' 366 ')) enter();
    else if (line.startsWith('PING')) this.send(line.replace('PING', 'PONG'));
    else if (line.includes(' PONG ') && line.endsWith(`${this.#asked}`))
      this.#answered.resolve(undefined);
  }
}
