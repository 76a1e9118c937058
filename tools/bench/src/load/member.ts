import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fail, traffic } from './report.ts';
import type { DialectName } from './plan.ts';

/** How a member logs in and sends messages. */
interface Dialect {
  /** The first lines to send. */
  hello(name: string): string;
  /** The steps of the login, in order: the text to wait for and the reply to it. */
  readonly steps: readonly { readonly waitFor: string; readonly reply: string }[];
  /** The text that confirms the join, after all steps. */
  readonly joined: string;
  message(text: string): string;
}

const room = '#bench';

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  text: {
    hello: (name) => `${name}\r\nbench-password\r\n`,
    steps: [],
    joined: '-- you are in #lobby',
    message: (text) => `${text}\r\n`,
  },
  irc: {
    hello: (name) => `NICK ${name}\r\nUSER bench 0 * :bench\r\n`,
    steps: [{ waitFor: ' 001 ', reply: `JOIN ${room}\r\n` }],
    joined: ' 366 ',
    message: (text) => `PRIVMSG ${room} :${text}\r\n`,
  },
};

// All members read into the same buffer: data is counted, and parsed for a few members, never kept.
const buffer = Buffer.alloc(65_536);
/** The text to wait for may begin in the previous chunk. */
const keptForSearch = 64;

/** One client of the chat. After it has joined it only counts bytes, unless `sample` is set. */
export class Member {
  readonly name: string;
  /** Bytes read since the last reset. */
  bytes = 0;
  /** Receives each chunk, if set. The buffer is reused after the call. */
  sample: ((bytes: Buffer, count: number) => void) | undefined;

  closed = false;
  /** Resolves when the member has joined the room; rejects if the connection is closed before. */
  readonly joined: Promise<void>;
  readonly #socket: Socket;
  readonly #dialect: Dialect;
  #login: { text: string; step: number; done: () => void } | undefined;

  constructor(port: number, dialect: Dialect, name: string, onClose: (member: Member) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.joined = promise;
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
          if (this.#login !== undefined) this.#continueLogin(count);
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

  send(text: string): void {
    this.#socket.write(this.#dialect.message(text));
  }

  #continueLogin(count: number): void {
    const login = this.#login;
    if (login === undefined) return;
    login.text += buffer.toString('latin1', 0, count);
    for (const ping of login.text.matchAll(/^PING (.*)\r$/gm))
      this.#socket.write(`PONG ${ping[1]}\r\n`);
    const step = this.#dialect.steps[login.step];
    const wanted = step?.waitFor ?? this.#dialect.joined;
    const at = login.text.indexOf(wanted);
    if (at < 0) {
      const lineStart = login.text.lastIndexOf('\n') + 1;
      login.text = login.text.slice(Math.max(lineStart, login.text.length - 512 - keptForSearch));
      return;
    }
    if (step !== undefined) {
      this.#socket.write(step.reply);
      login.step += 1;
      login.text = login.text.slice(at + wanted.length);
      return;
    }
    this.#login = undefined;
    login.done();
  }
}

/** All names have the same length, and so have all lines. */
export function memberName(letter: 'm' | 'r' | 's', index: number): string {
  return `${letter}${String(index).padStart(5, '0')}`;
}

const loginConcurrency = 25;

/** Connects members, some at a time. From then on the load fails if one of them is closed. */
export async function joinMembers(
  port: number,
  dialect: Dialect,
  letter: 'r' | 's',
  count: number,
): Promise<Member[]> {
  const members: Member[] = [];
  const joinNext = async (): Promise<void> => {
    while (members.length < count) {
      const name = memberName(letter, members.length);
      const lost = (): never => fail(`the server closed the connection of ${name}`);
      const member = new Member(port, dialect, name, lost);
      members.push(member);
      await member.joined;
    }
  };
  await Promise.all(Array.from({ length: loginConcurrency }, joinNext));
  return members;
}

const pollMs = 20;

/** Resolves when no member has read anything for `quietMs`. */
export async function waitUntilIdle(quietMs: number): Promise<void> {
  let seen = traffic.bytes;
  let since = performance.now();
  while (performance.now() - since < quietMs) {
    await pause(pollMs);
    if (traffic.bytes === seen) continue;
    seen = traffic.bytes;
    since = performance.now();
  }
}
