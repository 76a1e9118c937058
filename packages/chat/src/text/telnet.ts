import { wrapText } from '../../../../common/text/wrap.ts';

/** Bytes of RFC 854 and RFC 857. */
const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const EL = 248;
const EC = 247;
const AYT = 246;
const IP = 244;
const BREAK = 243;
const SE = 240;
const ECHO = 1;
/** RFC 1073: the size of the client's window. */
const NAWS = 31;
/** RFC 860: a telnet client discards all output until this is answered, so every one is. */
const TIMING_MARK = 6;

/** A longer subnegotiation means that the client does not speak telnet. */
const maxSubnegotiationBytes = 1024;
/** The size of a NAWS subnegotiation; more bytes are not kept. */
const keptBytes = 5;
/** Other widths are taken for errors. */
const minColumns = 20;
const maxColumns = 500;

/** Telnet's commands for editing keys, as the control characters a terminal sends for them. */
const keys: ReadonlyMap<number, number> = new Map([
  [EC, 0x08],
  [EL, 0x15],
  [IP, 0x15],
  [BREAK, 0x15],
]);
/** A client that causes more answers than this without any text between them does not speak telnet. */
const maxAnswers = 100;

/**
 * Removes telnet's commands from what a client sends, however it is split into chunks. Editing commands become control
 * characters, and all options but the window size are refused. Nothing else changes: UTF-8 has no byte 255.
 */
export class Telnet {
  /** The client has shown that it understands telnet. */
  spoken = false;
  /** Whether the client turned out to speak another protocol, so that nothing is filtered. */
  off = false;
  /** A subnegotiation, or the negotiation as a whole, has no end. */
  #broken = false;
  readonly #reply: (bytes: Buffer) => void;
  readonly #refused = new Set<number>();
  #state: 'text' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'text';
  #verb = 0;
  #subnegotiationBytes = 0;
  readonly #subnegotiation: number[] = [];
  #columns: number | undefined;
  /** Answers to the chunk at hand. */
  readonly #answers: number[] = [];
  /** How many answers there were since the last text. */
  #answered = 0;
  #hiding = false;

  constructor(reply: (bytes: Buffer) => void) {
    this.#reply = reply;
  }

  /** The width of the client's window, if it is known. */
  get columns(): number | undefined {
    return this.#columns;
  }

  /** Asks the client to stop its local echo. */
  hide(): void {
    this.#hiding = true;
    this.#reply(Buffer.from([IAC, WILL, ECHO]));
  }

  /** Lets the client echo again, if it may have stopped. */
  unhide(): void {
    if (this.#hiding && this.spoken) this.#reply(Buffer.from([IAC, WONT, ECHO]));
    this.#hiding = false;
  }

  /** Returns a chunk without telnet's commands, and sends the answers to them; undefined if the client does not speak telnet. */
  filter(chunk: Buffer): Buffer | undefined {
    if (this.off || (this.#state === 'text' && !chunk.includes(IAC))) {
      this.#answered = 0;
      return chunk;
    }
    const text = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      const dataByte = this.#take(byte);
      if (dataByte === undefined) continue;
      text[length] = dataByte;
      length += 1;
      this.#answered = 0;
    }
    if (this.#answers.length > 0) this.#reply(Buffer.from(this.#answers.splice(0)));
    return this.#broken ? undefined : text.subarray(0, length);
  }

  /** The byte as text; undefined if it is part of a command. */
  #take(byte: number): number | undefined {
    switch (this.#state) {
      case 'text':
        if (byte !== IAC) return byte;
        this.#state = 'iac';
        return undefined;
      case 'iac':
        return this.#command(byte);
      case 'option':
        this.#state = 'text';
        this.#answer(byte);
        return undefined;
      case 'sub':
        if (byte === IAC) this.#state = 'sub-iac';
        else this.#keep(byte);
        return undefined;
      case 'sub-iac':
        this.#state = byte === SE ? 'text' : 'sub';
        if (byte === IAC) this.#keep(byte);
        if (byte === SE) this.#endSubnegotiation();
        return undefined;
    }
  }

  #command(byte: number): number | undefined {
    this.#state = 'text';
    // IAC IAC is the byte 255 itself, which makes the line invalid UTF-8.
    if (byte === IAC) return byte;
    // The first command shows that the client speaks telnet: ask for its window size.
    if (!this.spoken) this.#answers.push(IAC, DO, NAWS);
    this.spoken = true;
    if (byte >= WILL) {
      this.#verb = byte;
      this.#state = 'option';
    } else if (byte === SB) {
      this.#subnegotiationBytes = 0;
      this.#subnegotiation.length = 0;
      this.#state = 'sub';
    } else if (byte === AYT) {
      this.#push(...Buffer.from('\r\n[Yes]\r\n'));
    }
    return keys.get(byte);
  }

  #keep(byte: number): void {
    this.#subnegotiationBytes += 1;
    this.#broken ||= this.#subnegotiationBytes > maxSubnegotiationBytes;
    if (this.#subnegotiation.length < keptBytes) this.#subnegotiation.push(byte);
  }

  #endSubnegotiation(): void {
    const [option, high = 0, low = 0] = this.#subnegotiation;
    const columns = high * 256 + low;
    if (option !== NAWS || this.#subnegotiationBytes !== keptBytes) return;
    this.#columns = columns >= minColumns && columns <= maxColumns ? columns : undefined;
  }

  #answer(option: number): void {
    if (this.#verb === DONT || this.#verb === WONT) return;
    // DO ECHO is the client's consent.
    if (this.#verb === DO && option === ECHO && this.#hiding) return;
    // WILL NAWS is the client's consent.
    if (this.#verb === WILL && option === NAWS) return;
    // No option is refused twice, or both ends could go on for ever.
    const key = this.#verb * 256 + option;
    if (this.#refused.has(key) && option !== TIMING_MARK) return;
    this.#refused.add(key);
    this.#push(IAC, this.#verb === DO ? WONT : DONT, option);
  }

  #push(...bytes: number[]): void {
    this.#answered += 1;
    this.#broken ||= this.#answered > maxAnswers;
    if (!this.#broken) this.#answers.push(...bytes);
  }
}

/**
 * Makes a function that breaks lines that are wider than a telnet client's window. Other clients get each message as one
 * line, since they may be programs.
 */
export function fitWindow(telnet: Telnet): (bytes: Buffer) => Buffer | undefined {
  return (bytes) => {
    const { columns } = telnet;
    if (columns === undefined) return undefined;
    const lines = bytes.toString('utf8').split('\r\n');
    // A terminal may break a line that reaches its last column.
    return Buffer.from(lines.flatMap((line) => wrapText(line, columns - 1, '   ')).join('\r\n'));
  };
}
