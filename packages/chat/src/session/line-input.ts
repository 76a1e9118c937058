import type { Client } from './client.ts';
import { type Line, type LineBounds, LineReader } from './line-reader.ts';

/** So many lines wait before the socket is read no more. */
const maxWaiting = 100;

/** Takes out of the bytes what is no part of any line; undefined if they are beyond understanding. */
export type Filter = (chunk: Buffer) => Buffer | undefined;

/** The lines a client sends, in order; what it does not get to is left in the socket. */
export class LineInput {
  /** The last line looked as if telnet had sent it. */
  network = false;
  /**
   * If set, lines beyond so many that wait are dropped, instead of being left in the socket.
   */
  dropBeyond: number | undefined;
  /** Called when a line was dropped. */
  onDrop: () => void = () => {};
  readonly #client: Client;
  readonly #filter: Filter;
  readonly #reader: LineReader;
  readonly #lines: Line[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(
    client: Client,
    { bytes, ended }: { bytes: Buffer; ended: boolean },
    { filter = (chunk) => chunk, ...bounds }: LineBounds & { filter?: Filter } = {},
  ) {
    this.#client = client;
    this.#filter = filter;
    this.#reader = new LineReader(bounds);
    const { socket } = client;
    this.#take(bytes);
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

  /** Puts a line back, to be taken next, perhaps by somebody else. */
  putBack(text: string): void {
    this.#lines.unshift({ type: 'line', text, network: this.network });
  }

  #take(chunk: Buffer): void {
    if (this.#ended) return;
    const text = this.#filter(chunk);
    this.#add(text === undefined ? [{ type: 'endless' }] : this.#reader.push(text));
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
