import { connect, type Socket } from 'node:net';
import { type Conversation, converse } from './conversations.ts';
import type { Person } from './person.ts';
import { newStay, type Stay } from './stay.ts';

/** A line longer than this is no line of the chat's. */
const maxLineLength = 100_000;

/** Somebody who chats: comes in, says things, is shown things, goes, comes again. Keeps all that was shown, by its stays. */
export class Chatter {
  readonly person: Person;
  readonly stays: Stay[] = [];
  /** The last message that is known, with all before it. */
  lastId: number | undefined;
  /** Called with each line when it comes. */
  onHeard: (line: string) => void = () => {};
  /** Called with each line, too, by whoever looks at lines and not at times. */
  onLine: (line: string) => void = () => {};
  #socket: Socket | undefined;
  #conversation: Conversation | undefined;
  #closed: Promise<void> = Promise.resolve();
  #said = 0;
  #rest = '';

  constructor(person: Person) {
    this.person = person;
  }

  /** Whether it is in the room. */
  get inside(): boolean {
    return this.#socket !== undefined && this.#conversation?.inside === true;
  }

  /** The port this side of the connection has; 0 without one. */
  get localPort(): number {
    return this.#socket?.localPort ?? 0;
  }

  /** The stay that goes on, or the last one. */
  get stay(): Stay {
    return this.stays.at(-1) ?? newStay();
  }

  /** Resolves when there is no connection any more. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Comes in; resolves when it is in the room, or when the connection has ended before: `inside` tells. */
  async enter(port: number): Promise<void> {
    const stay = newStay();
    const conversation = converse(this.person, stay, this.lastId);
    this.stays.push(stay);
    this.#conversation = conversation;
    this.#rest = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#socket = socket;
    const settled = Promise.withResolvers<void>();
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      for (const answer of this.#lines(text).map((line) => conversation.take(line)))
        if (answer !== '') socket.write(answer);
      if (conversation.inside) settled.resolve();
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => {
        if (stay.end === 'none') stay.end = 'server';
        if (this.#socket === socket) this.#socket = undefined;
        this.#remember(stay);
        settled.resolve();
        resolve();
      });
    });
    socket.write(conversation.hello);
    await settled.promise;
  }

  /** Says the next thing it has to say, which nobody ever says again. */
  say(): void {
    this.#said += 1;
    const text = `${this.person.name}-${this.#said} ${'·'.repeat(this.#said % 40)}`.trim();
    this.tell(text);
  }

  /** Says a text. */
  tell(text: string): void {
    if (!this.inside || this.stay.end !== 'none') return;
    this.stay.said.push(text);
    this.send(this.#conversation?.say(text) ?? '');
  }

  /** Sends a line as it is. */
  send(line: string): void {
    this.#socket?.write(line);
  }

  /** Asks for much to be shown, and doesn't look at it. */
  askMuch(): void {
    this.send(this.#conversation?.askMuch ?? '');
  }

  /** Reads no more, until `listen()`. */
  turnAway(): void {
    this.#socket?.pause();
  }

  listen(): void {
    this.#socket?.resume();
  }

  /** Takes leave, and waits for the other side to close. */
  quit(): void {
    this.stay.end = 'own';
    this.send(this.#conversation?.quit ?? '');
  }

  /** Ends its own side, and goes on reading. */
  endOwnSide(): void {
    this.stay.end = 'own';
    this.#socket?.end();
  }

  /** Vanishes: the other side gets a RST. */
  vanish(): void {
    this.stay.end = 'own';
    this.#socket?.resetAndDestroy();
  }

  #lines(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-maxLineLength);
    return lines.map((raw) => {
      const line = raw.replace(/\r$/, '');
      this.onHeard(line);
      this.onLine(line);
      return line;
    });
  }

  #remember({ caughtUp, past, live }: Stay): void {
    if (!caughtUp || this.person.dialect !== 'irc') return;
    const ids = [past.at(-1)?.id, live.at(-1)?.id].filter((id) => id !== undefined);
    if (ids.length > 0) this.lastId = Math.max(this.lastId ?? 0, ...ids);
  }
}
