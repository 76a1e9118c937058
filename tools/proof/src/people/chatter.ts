import { connect, type Socket } from 'node:net';
import { type Conversation, converse, newStay, type Stay } from './conversations.ts';
import type { Person } from './person.ts';

/** The longest line that the chat sends. */
const maxLineLength = 100_000;

/** A client of the chat. Records everything it was shown, by stays. */
export class Chatter {
  readonly person: Person;
  readonly stays: Stay[] = [];
  /** The last message up to which all are known. */
  lastId: number | undefined;
  /** Called with each line when it arrives. */
  onHeard: (line: string) => void = () => {};
  /** Called with each line, for checks of the text. */
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

  /** The local port; 0 without a connection. */
  get localPort(): number {
    return this.#socket?.localPort ?? 0;
  }

  /** The current stay, or the last one. */
  get stay(): Stay {
    return this.stays.at(-1) ?? newStay();
  }

  /** Resolves when the connection has ended. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Connects; resolves when it is in the room (`inside`), or when the connection has ended. */
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

  /** Sends a message with a unique text. */
  say(): void {
    this.#said += 1;
    const text = `${this.person.name}-${this.#said} ${'·'.repeat(this.#said % 40)}`.trim();
    this.tell(text);
  }

  /** Sends a message. */
  tell(text: string): void {
    if (!this.inside || this.stay.end !== 'none') return;
    this.stay.said.push(text);
    this.send(this.#conversation?.say(text) ?? '');
  }

  /** Sends a raw line. */
  send(line: string): void {
    this.#socket?.write(line);
  }

  /** Requests a large response. */
  askMuch(): void {
    this.send(this.#conversation?.askMuch ?? '');
  }

  /** Stops reading until `listen()`. */
  turnAway(): void {
    this.#socket?.pause();
  }

  listen(): void {
    this.#socket?.resume();
  }

  /** Quits, and waits for the server to close. */
  quit(): void {
    this.stay.end = 'own';
    this.send(this.#conversation?.quit ?? '');
  }

  /** Ends its side, and keeps reading. */
  endOwnSide(): void {
    this.stay.end = 'own';
    this.#socket?.end();
  }

  /** Vanishes: the server gets a RST. */
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
