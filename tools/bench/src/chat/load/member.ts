import { connect, type Socket } from 'node:net';
import type { Dialect } from './dialect.ts';

// All members read into the same memory: what they read is counted, and read at a few, never kept.
const buffer = Buffer.alloc(65_536);
/** What is still to be found may have begun in the chunk before. */
const keptForSearch = 64;

/** What all members together have read, and how often. */
export const traffic = { bytes: 0, reads: 0 };

/** One client of the chat. From being in on it only counts bytes, unless `sample` takes them. */
export class Member {
  readonly name: string;
  /** Bytes since the counting began. */
  bytes = 0;
  /** Takes what is read, if set; the bytes are gone afterwards. */
  sample: ((bytes: Buffer, count: number) => void) | undefined;
  /** Whether it has been closed. */
  closed = false;
  /** Resolves when it is in; rejects if it is closed before. */
  readonly in: Promise<void>;
  readonly #socket: Socket;
  readonly #dialect: Dialect;
  #login: { text: string; step: number; done: () => void } | undefined;

  constructor(port: number, dialect: Dialect, name: string, onClose: (member: Member) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.in = promise;
    this.name = name;
    this.#dialect = dialect;
    this.#login = { text: '', step: 0, done: resolve };
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer,
        callback: (count) => {
          this.bytes += count;
          traffic.bytes += count;
          traffic.reads += 1;
          if (this.#login !== undefined) this.#comeIn(count);
          else this.sample?.(buffer, count);
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => reject(error));
    this.#socket.on('close', () => {
      this.closed = true;
      reject(new Error(`${name} was closed: "${this.#login?.text.slice(-300) ?? ''}"`));
      onClose(this);
    });
    this.#socket.write(dialect.hello(name));
  }

  say(text: string): void {
    this.#socket.write(this.#dialect.say(text));
  }

  #comeIn(count: number): void {
    const login = this.#login;
    if (login === undefined) return;
    login.text += buffer.toString('latin1', 0, count);
    for (const ping of login.text.matchAll(/^PING (.*)\r$/gm))
      this.#socket.write(`PONG ${ping[1]}\r\n`);
    const step = this.#dialect.steps[login.step];
    const wanted = step?.told ?? this.#dialect.in;
    const at = login.text.indexOf(wanted);
    if (at < 0) {
      const lineStart = login.text.lastIndexOf('\n') + 1;
      login.text = login.text.slice(Math.max(lineStart, login.text.length - 512 - keptForSearch));
      return;
    }
    if (step !== undefined) {
      this.#socket.write(step.answer);
      login.step += 1;
      login.text = login.text.slice(at + wanted.length);
      return;
    }
    this.#login = undefined;
    login.done();
  }
}
