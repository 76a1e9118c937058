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
/** RFC 1073: how large the client's window is. */
const NAWS = 31;
/** RFC 860: a telnet client throws away all output until this is answered, so each one is. */
const TIMING_MARK = 6;

/** So long may a subnegotiation be; no more of it is kept than the largest that is understood has. */
const maxSubnegotiationBytes = 1024;
const keptBytes = 5;
/** Narrower windows are of no use to anybody, and wider ones are no windows. */
const minColumns = 20;
const maxColumns = 500;

/** What a key of the client does to the line, as the keys of a terminal without telnet do. */
const keys: ReadonlyMap<number, number> = new Map([
  [EC, 0x08],
  [EL, 0x15],
  [IP, 0x15],
  [BREAK, 0x15],
]);
/** So many answers may a client ask for without any text between: more than its options, by far. */
const maxAnswers = 100;

/**
 * Takes telnet's own bytes out of what a client sends, whatever way they are cut into chunks, and refuses
 * every option that is offered but the size of its window. What erases becomes the key that does the same. A byte 255 is
 * never part of UTF-8, so nothing else is touched.
 */
export class Telnet {
  /** The client has shown that it understands telnet. */
  spoken = false;
  /** A subnegotiation had no end, or the negotiations have none: this is no telnet client. */
  broken = false;
  /** The client has turned out to speak something else: nothing is filtered. */
  off = false;
  readonly #reply: (bytes: Buffer) => void;
  readonly #refused = new Set<number>();
  #state: 'text' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'text';
  #verb = 0;
  #subnegotiationBytes = 0;
  readonly #subnegotiation: number[] = [];
  #columns: number | undefined;
  /** Answers to what is filtered at the moment. */
  readonly #answers: number[] = [];
  /** How many there were since the last text. */
  #answered = 0;
  #hiding = false;

  constructor(reply: (bytes: Buffer) => void) {
    this.#reply = reply;
  }

  /** How wide the client's window is, if it told. */
  get columns(): number | undefined {
    return this.#columns;
  }

  /** Asks the client to show no more of what is typed. */
  hide(): void {
    this.#hiding = true;
    this.#reply(Buffer.from([IAC, WILL, ECHO]));
  }

  /** Lets the client show what is typed again, if it had agreed not to. */
  unhide(): void {
    if (this.#hiding && this.spoken) this.#reply(Buffer.from([IAC, WONT, ECHO]));
    this.#hiding = false;
  }

  /** What is left of a chunk without telnet's bytes. All that these ask is answered with one reply. */
  filter(chunk: Buffer): Buffer {
    if (this.off || (this.#state === 'text' && !chunk.includes(IAC))) {
      this.#answered = 0;
      return chunk;
    }
    const text = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      const taken = this.#take(byte);
      if (taken === undefined) continue;
      text[length] = taken;
      length += 1;
      this.#answered = 0;
    }
    if (this.#answers.length > 0) this.#reply(Buffer.from(this.#answers.splice(0)));
    return text.subarray(0, length);
  }

  /** What the byte is as text; undefined if it is none. */
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
        if (byte === SE) this.#understand();
        return undefined;
    }
  }

  #command(byte: number): number | undefined {
    this.#state = 'text';
    // IAC IAC is the byte 255 itself; the line that holds it is then refused as not UTF-8.
    if (byte === IAC) return byte;
    // Once it is known that the client understands, it is asked how wide its window is.
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
    this.broken ||= this.#subnegotiationBytes > maxSubnegotiationBytes;
    if (this.#subnegotiation.length < keptBytes) this.#subnegotiation.push(byte);
  }

  /** A subnegotiation is complete. */
  #understand(): void {
    const [option, high = 0, low = 0] = this.#subnegotiation;
    const columns = high * 256 + low;
    if (option !== NAWS || this.#subnegotiationBytes !== keptBytes) return;
    this.#columns = columns >= minColumns && columns <= maxColumns ? columns : undefined;
  }

  #answer(option: number): void {
    if (this.#verb === DONT || this.#verb === WONT) return;
    // DO ECHO agrees to what was offered; and no option is refused twice, or two ends could go on for ever.
    if (this.#verb === DO && option === ECHO && this.#hiding) return;
    // It was asked to, and agrees.
    if (this.#verb === WILL && option === NAWS) return;
    const key = this.#verb * 256 + option;
    if (this.#refused.has(key) && option !== TIMING_MARK) return;
    this.#refused.add(key);
    this.#push(IAC, this.#verb === DO ? WONT : DONT, option);
  }

  #push(...bytes: number[]): void {
    this.#answered += 1;
    this.broken ||= this.#answered > maxAnswers;
    if (!this.broken) this.#answers.push(...bytes);
  }
}
