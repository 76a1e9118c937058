import type { Client } from './client.ts';
import { TokenBucket } from '../token-bucket.ts';
import { type Line, type LineBounds, LineReader } from './line-reader.ts';

const CR = 13;
const LF = 10;
const NUL = 0;

/** So many lines wait before the socket is read no more, and what was read is not cut into lines. */
const maxWaiting = 100;
/** So many bytes are cut at a time: of nothing but ends of lines a chunk makes a thousand times what it takes itself. */
const sliceBytes = 512;
const nothing: Buffer = Buffer.alloc(0);

/**
 * How many bytes a client may send, whatever they are: a long paste at once, then far more than anybody types. Each read
 * counts as a few more, and so does each line, so that many small ones are no way around it.
 */
const inputRate = { burst: 256 * 1024, perSecond: 32 * 1024 };
const lineCost = 64;

/** Takes out of the bytes what is no part of any line; undefined if they are beyond understanding. */
export type Filter = (chunk: Buffer) => Buffer | undefined;

/** The lines a client sends, in order; what it does not get to is left in the socket. */
export class LineInput {
  /** The last line looked as if telnet had sent it. */
  network = false;
  /** Called when a line was dropped. */
  onDrop: () => void = () => {};
  /** Called when a line is about to be taken; it is not if the client is closed now. */
  onTake: () => void = () => {};
  /** Called when the client has sent something. */
  onData: () => void = () => {};
  /** Whether the client may send only so fast. */
  limited = true;
  readonly #client: Client;
  readonly #filter: Filter;
  readonly #reader: LineReader;
  readonly #lines: Line[] = [];
  readonly #budget = new TokenBucket(inputRate, performance.now());
  /** Runs while the client has sent too much to be read. */
  #pause: NodeJS.Timeout | undefined;
  #dropBeyond: number | undefined;
  /** What was read and is not cut into lines yet. */
  #rest = nothing;
  /** Nothing more will be read. */
  #ending = false;
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
    socket.on('data', (chunk: Buffer) => {
      this.onData();
      this.#spend(chunk.length + lineCost);
      this.#take(chunk);
    });
    socket.once('end', () => this.#end());
    client.onGone(() => {
      clearTimeout(this.#pause);
      this.#end();
    });
    this.#goOn();
  }

  /** How many lines wait. */
  get waiting(): number {
    return this.#lines.length;
  }

  /** If set, lines beyond so many that wait are dropped, instead of being left in the socket. */
  get dropBeyond(): number | undefined {
    return this.#dropBeyond;
  }

  set dropBeyond(count: number | undefined) {
    this.#dropBeyond = count;
    this.#goOn();
  }

  /** The next line if it is there already. */
  take(): Line | undefined {
    if (this.#lines.length > 0) this.onTake();
    const line = this.#client.gone ? undefined : this.#lines.shift();
    if (line?.type === 'line') this.network = line.network;
    if (this.#lines.length < maxWaiting / 2) this.#goOn();
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
    if (text === undefined) return this.#add([{ type: 'endless' }]);
    this.#rest = this.#rest.length === 0 ? text : Buffer.concat([this.#rest, text]);
    this.#cut();
    if (this.#full) this.#client.socket.pause();
  }

  /** Reads no more for a while if the client has sent too much. What it sent waits in the socket, and nothing is lost. */
  #spend(cost: number): void {
    if (!this.limited || this.#budget.charge(performance.now(), cost) >= 0 || this.#pause) return;
    this.#client.socket.pause();
    this.#pause = setTimeout(
      () => {
        this.#pause = undefined;
        this.#goOn();
      },
      this.#budget.waitMs(performance.now(), 0),
    );
  }

  /** Enough lines wait; more are neither read nor cut. */
  get #full(): boolean {
    return this.#lines.length >= maxWaiting && this.#dropBeyond === undefined;
  }

  /** Cuts what was read, and reads on. */
  #goOn(): void {
    this.#cut();
    if (!this.#full && !this.#pause) this.#client.socket.resume();
  }

  #cut(): void {
    while (this.#rest.length > 0 && !this.#full && !this.#ended) {
      const size = sliceOf(this.#rest);
      const slice = this.#rest.subarray(0, size);
      this.#rest = this.#rest.subarray(size);
      this.#add(this.#reader.push(slice));
    }
    if (this.#ending) this.#end();
  }

  #add(lines: readonly Line[]): void {
    if (lines.length > 0) this.#spend(lines.length * lineCost);
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
    this.#ending = true;
    if (this.#ended || (this.#rest.length > 0 && !this.#client.gone)) return;
    this.#add(this.#reader.end());
    this.#ended = true;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** How many bytes to cut next. A CR stays with what belongs to it. */
function sliceOf(rest: Buffer): number {
  const next = rest[sliceBytes];
  const within = rest[sliceBytes - 1] === CR && (next === LF || next === NUL);
  return Math.min(rest.length, within ? sliceBytes + 1 : sliceBytes);
}
