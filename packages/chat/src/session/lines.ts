import { isUtf8 } from 'node:buffer';
import { TokenBucket } from '../token-bucket.ts';
import type { Client } from './client.ts';

const CR = 13;
const LF = 10;
const NUL = 0;
const nothing: Buffer = Buffer.alloc(0);

/** Beyond this many waiting lines, the rest is neither split nor read. */
const maxWaiting = 100;
/** The longest line of any dialect: an IRC message of 512 bytes after 4096 bytes of tags. */
const longestLineBytes = 4608;
/** An unfinished line larger than this ends the input. */
const longestPendingBytes = 8192;

/**
 * How many bytes a client may send, whatever they are. Each read and each line costs a few bytes more, so that many
 * small ones are no way around it.
 */
const inputRate = { burst: 256 * 1024, perSecond: 32 * 1024 };
const extraCost = 64;

/** A line, or what is wrong with it. */
export type Line =
  | {
      readonly type: 'line';
      readonly text: string;
      /** It ended in CR LF or CR NUL, as telnet sends it and a terminal does not. */
      readonly telnetEol: boolean;
    }
  | { readonly type: 'not-utf8' }
  | { readonly type: 'too-long'; readonly bytes: number }
  /** Too many bytes without a line end; no line follows. */
  | { readonly type: 'unterminated' };

/** Options of a {@link LineReader}. */
export interface LineReaderOptions {
  /** Removes what is not part of any line from each chunk; returns undefined to end the input. */
  readonly filter?: (chunk: Buffer) => Buffer | undefined;
  /** Longest line in bytes, without its end. @default 4608 */
  readonly maxLineBytes?: number;
  /** Longest unfinished line in bytes. @default 8192 */
  readonly maxPendingBytes?: number;
}

/**
 * Splits what a client sends into lines at CR, LF, CR LF or CR NUL. Lines wait in a bounded queue; beyond it bytes stay
 * in the socket.
 */
export class LineReader {
  /** Whether the last line taken ended as telnet ends lines. */
  telnetEol = false;
  /** Called for each dropped line. */
  onDrop: () => void = () => {};
  /** Called before a line is taken; the line is not taken if this closes the client. */
  onTake: () => void = () => {};
  /** Called when bytes arrive. */
  onData: () => void = () => {};
  /** Whether the rate of bytes is limited. */
  limited = true;
  readonly #client: Client;
  readonly #filter: (chunk: Buffer) => Buffer | undefined;
  readonly #maxLineBytes: number;
  readonly #maxPendingBytes: number;
  readonly #lines: Line[] = [];
  readonly #budget = new TokenBucket(inputRate, performance.now());
  /** Runs while the client is over its rate. */
  #pauseTimer: NodeJS.Timeout | undefined;
  #dropBeyond: number | undefined;
  /** Bytes received and not split yet. */
  #bytes = nothing;
  /** How many of them are known to hold no line end. */
  #scanned = 0;
  /** The last byte split was a CR; an LF or NUL after it belongs to the same line end. */
  #afterCr = false;
  /** The socket has ended. */
  #socketEnded = false;
  /** No more lines will be queued. */
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(
    client: Client,
    received: { readonly bytes: Buffer; readonly ended: boolean },
    {
      filter = (chunk) => chunk,
      maxLineBytes = longestLineBytes,
      maxPendingBytes = longestPendingBytes,
    }: LineReaderOptions = {},
  ) {
    this.#client = client;
    this.#filter = filter;
    this.#maxLineBytes = maxLineBytes;
    this.#maxPendingBytes = maxPendingBytes;
    const { socket } = client;
    this.#receive(received.bytes);
    if (received.ended) this.#endSocket();
    socket.on('data', (chunk: Buffer) => {
      this.onData();
      this.#spend(chunk.length + extraCost);
      this.#receive(chunk);
    });
    socket.once('end', () => this.#endSocket());
    client.onGone(() => {
      clearTimeout(this.#pauseTimer);
      this.#end();
    });
    this.#continue();
  }

  /** How many lines wait. */
  get waiting(): number {
    return this.#lines.length;
  }

  /** Drops lines beyond this many waiting ones; `undefined` leaves them in the socket. */
  setDropBeyond(count: number | undefined): void {
    this.#dropBeyond = count;
    this.#continue();
  }

  /** Returns the next line if one is waiting. */
  take(): Line | undefined {
    if (this.#lines.length > 0) this.onTake();
    const line = this.#client.gone ? undefined : this.#lines.shift();
    if (line?.type === 'line') this.telnetEol = line.telnetEol;
    if (this.#lines.length < maxWaiting / 2) this.#continue();
    return line;
  }

  /** Resolves to the next line; undefined at the end of the input. */
  async next(): Promise<Line | undefined> {
    while (this.#lines.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.take();
  }

  /** Puts a line back to the head of the queue. */
  putBack(text: string): void {
    this.#lines.unshift({ type: 'line', text, telnetEol: this.telnetEol });
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    const bytes = this.#filter(chunk);
    if (bytes === undefined) return this.#queue({ type: 'unterminated' });
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    this.#split();
    if (this.#full) this.#client.socket.pause();
  }

  /** Stops reading for a while if the client is over its rate; what it sent waits in the socket. */
  #spend(cost: number): void {
    const now = performance.now();
    if (!this.limited || this.#budget.charge(now, cost) >= 0 || this.#pauseTimer) return;
    this.#client.socket.pause();
    this.#pauseTimer = setTimeout(
      () => {
        this.#pauseTimer = undefined;
        this.#continue();
      },
      this.#budget.waitMs(now, 0),
    );
  }

  /** Enough lines wait: no more are split, and nothing is read. */
  get #full(): boolean {
    return this.#lines.length >= maxWaiting && this.#dropBeyond === undefined;
  }

  #continue(): void {
    this.#split();
    if (!this.#full && !this.#pauseTimer) this.#client.socket.resume();
  }

  /** Queues the lines that are complete, up to the bound. */
  #split(): void {
    const bytes = this.#bytes;
    let start = 0;
    let index = this.#scanned;
    let count = 0;
    for (; index < bytes.length && !this.#full && !this.#ended; index += 1) {
      const byte = bytes[index];
      const endsCr = this.#afterCr && (byte === LF || byte === NUL);
      this.#afterCr = byte === CR;
      if (!endsCr) {
        if (byte !== CR && byte !== LF) continue;
        const next = bytes[index + 1];
        const telnetEol = byte === CR && (next === LF || next === NUL);
        this.#queue(this.#decode(bytes.subarray(start, index), telnetEol));
        count += 1;
      }
      start = index + 1;
    }
    if (count > 0) this.#spend(count * extraCost);
    if (this.#ended) return;
    this.#scanned = index - start;
    const rest = bytes.subarray(start);
    // A copy, so that the rest of the chunk does not stay in memory with it.
    if (start > 0) this.#bytes = this.#full ? rest : Buffer.from(rest);
    if (index < bytes.length) return;
    if (rest.length > this.#maxPendingBytes) return this.#queue({ type: 'unterminated' });
    if (!this.#socketEnded) return;
    // The last line need not have an end.
    if (rest.length > 0) this.#queue(this.#decode(rest, false));
    this.#end();
  }

  #decode(bytes: Buffer, telnetEol: boolean): Line {
    if (bytes.length > this.#maxPendingBytes) return { type: 'unterminated' };
    if (bytes.length > this.#maxLineBytes) return { type: 'too-long', bytes: bytes.length };
    if (!isUtf8(bytes)) return { type: 'not-utf8' };
    return { type: 'line', text: bytes.toString('utf8'), telnetEol };
  }

  #queue(line: Line): void {
    if (line.type === 'unterminated') {
      this.#lines.push(line);
      return this.#end();
    }
    if (this.#lines.length >= (this.#dropBeyond ?? Infinity)) this.onDrop();
    else this.#lines.push(line);
    this.#wakeUp();
  }

  #endSocket(): void {
    this.#socketEnded = true;
    this.#split();
  }

  #end(): void {
    this.#ended = true;
    this.#bytes = nothing;
    this.#scanned = 0;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
