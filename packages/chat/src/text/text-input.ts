import type { Client } from '../session/client.ts';
import { type Line, LineReader } from './line-reader.ts';
import { Telnet } from './telnet.ts';

/** So many lines wait before the socket is read no more. */
const maxWaiting = 100;

/** The lines a text client sends, in order; what it does not get to is left in the socket. */
export class TextInput {
  readonly telnet: Telnet;
  /** The last line looked as if telnet had sent it. */
  network = false;
  /**
   * If set, lines beyond so many that wait are dropped, instead of being left in the socket.
   */
  dropBeyond: number | undefined;
  /** Called when a line was dropped. */
  onDrop: () => void = () => {};
  readonly #client: Client;
  readonly #reader = new LineReader();
  readonly #lines: Line[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(client: Client, first: Buffer, ended: boolean) {
    this.#client = client;
    this.telnet = new Telnet((bytes) => client.write(bytes));
    const { socket } = client;
    this.#take(first);
    if (ended) this.#end();
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('end', () => this.#end());
    client.onGone(() => this.#end());
    if (this.#lines.length < maxWaiting) socket.resume();
  }

  /** How many lines wait. */
  get waiting(): number {
    return this.#lines.length;
  }

  /** The next line if it is there already. */
  take(): Line | undefined {
    const line = this.#client.gone ? undefined : this.#lines.shift();
    if (line?.type === 'line') this.network = line.network;
    if (this.#lines.length < maxWaiting / 2) this.#client.socket.resume();
    return line;
  }

  /** The next line; undefined when there is none any more. */
  async next(): Promise<Line | undefined> {
    while (this.#lines.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.take();
  }

  #take(chunk: Buffer): void {
    if (this.#ended) return;
    const text = this.telnet.filter(chunk);
    this.#add(this.telnet.broken ? [{ type: 'endless' }] : this.#reader.push(text));
    if (this.#lines.length >= maxWaiting && this.dropBeyond === undefined) {
      this.#client.socket.pause();
    }
  }

  #add(lines: readonly Line[]): void {
    for (const line of lines) {
      if (this.#lines.length >= (this.dropBeyond ?? Infinity) && line.type !== 'endless') {
        this.onDrop();
      } else {
        this.#lines.push(line);
      }
      if (line.type === 'endless') this.#ended = true;
    }
    this.#wakeUp();
  }

  #end(): void {
    if (this.#ended) return;
    this.#add(this.#reader.end());
    this.#ended = true;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
