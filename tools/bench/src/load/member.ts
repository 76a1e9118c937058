import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { traffic } from './counting.ts';
import type { DialectName } from './plan.ts';
import { fail } from './report.ts';

/** How a member comes in and speaks. */
interface Dialect {
  /** What it sends first. */
  hello(name: string): string;
  /** What it sends when it has been told this, each once, in this order. */
  readonly steps: readonly { readonly told: string; readonly answer: string }[];
  /** It is in when it has been told this, after the steps. */
  readonly in: string;
  say(text: string): string;
}

const room = '#bench';

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  text: {
    hello: (name) => `${name}\r\nbench-password\r\n`,
    steps: [],
    in: '-- you are in #lobby',
    say: (text) => `${text}\r\n`,
  },
  irc: {
    hello: (name) => `NICK ${name}\r\nUSER bench 0 * :bench\r\n`,
    steps: [{ told: ' 001 ', answer: `JOIN ${room}\r\n` }],
    in: ' 366 ',
    say: (text) => `PRIVMSG ${room} :${text}\r\n`,
  },
};

// All members read into the same memory: what they read is counted, and read at a few, never kept.
const buffer = Buffer.alloc(65_536);
/** What is still to be found may have begun in the chunk before. */
const keptForSearch = 64;

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

/** A name that is as long as all others. */
export function memberName(letter: 'm' | 'r' | 's', index: number): string {
  return `${letter}${String(index).padStart(5, '0')}`;
}

const atOnce = 25;

/** Brings members in, some at a time. From then on none may be closed. */
export async function gather(
  port: number,
  dialect: Dialect,
  letter: 'r' | 's',
  count: number,
): Promise<Member[]> {
  const members: Member[] = [];
  const bring = async (): Promise<void> => {
    while (members.length < count) {
      const name = memberName(letter, members.length);
      const lost = (): never => fail(`${name} was closed by the server`);
      const member = new Member(port, dialect, name, lost);
      members.push(member);
      await member.in;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bring));
  return members;
}

const lookEveryMs = 20;

/** Resolves when nobody has read anything for that long. */
export async function comeToRest(quietMs: number): Promise<void> {
  let seen = traffic.bytes;
  let since = performance.now();
  while (performance.now() - since < quietMs) {
    await pause(lookEveryMs);
    if (traffic.bytes === seen) continue;
    seen = traffic.bytes;
    since = performance.now();
  }
}
